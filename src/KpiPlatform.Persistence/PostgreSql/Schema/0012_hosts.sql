-- Which host opened a writer; null if it was alone on the database.
alter table writer add column host text collate "C";

-- Hosts that others declared dead: they can open no writer any more.
create table fenced_host (
    host text collate "C" not null primary key,
    fenced_at timestamptz not null
);

-- What hosts that share the database say of themselves, and what they are asked for. acknowledged: the last notice that the host
-- has acted upon.
create table host (
    name text collate "C" not null primary key,
    status int not null,
    seen_at timestamptz not null,
    writer bigint not null,
    acknowledged bigint not null,
    drain int not null default 0,
    report bytea not null
);

-- Tenants whose definition has changed.
create table definition_notice (
    id bigint generated always as identity primary key,
    tenant_id text collate "C" not null,
    announced_at timestamptz not null
);
