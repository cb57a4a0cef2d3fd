-- Which host opened a writer; null if it was alone on the database.
alter table writer add column host text;

-- Hosts that others declared dead: they can open no writer any more.
create table fenced_host (
    host text not null primary key,
    fenced_at integer not null
) without rowid;

-- What hosts that share the database say of themselves, and what they are asked for. acknowledged: the last notice that the host
-- has acted upon.
create table host (
    name text not null primary key,
    status integer not null,
    seen_at integer not null,
    writer integer not null,
    acknowledged integer not null,
    drain integer not null default 0,
    report blob not null
) without rowid;

-- Tenants whose definition has changed.
create table definition_notice (
    id integer primary key autoincrement,
    tenant_id text not null,
    announced_at integer not null
);
