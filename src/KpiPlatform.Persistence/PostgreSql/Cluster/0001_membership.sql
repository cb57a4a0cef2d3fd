-- Members of a cluster, and the statements that the runtime's membership and storage providers look up by name. The statements are
-- data of theirs: a change of one is a new script.
create table cluster_statement (
    name text collate "C" not null primary key,
    body text not null
);

-- The name and the columns under which the providers look.
create view orleansquery as select name as querykey, body as querytext from cluster_statement;

-- One row for each cluster: every change of its members moves the version on, so that changes are one after the other.
create table cluster_version (
    cluster text collate "C" not null primary key,
    version int not null default 0,
    changed_at timestamptz not null default now()
);

-- A member's generation tells runs at the same address apart.
create table cluster_member (
    cluster text collate "C" not null references cluster_version (cluster) on delete cascade,
    address text collate "C" not null,
    port int not null,
    generation int not null,
    name text not null,
    host text not null,
    status int not null,
    gateway_port int not null,
    started_at timestamptz not null,
    alive_at timestamptz not null,
    suspicions text,
    primary key (cluster, address, port, generation)
);

-- Records of grains that name no store of their own. No hashes of keys: the key itself is unique, however long.
create table cluster_record (
    service text collate "C" not null,
    kind text collate "C" not null,
    key_high bigint not null,
    key_low bigint not null,
    key_text text collate "C" not null,
    version int not null,
    payload bytea,
    changed_at timestamptz not null default now(),
    primary key (service, kind, key_high, key_low, key_text)
);

-- Reminders, by the hash that decides which member looks after them.
create table cluster_reminder (
    service text collate "C" not null,
    grain text collate "C" not null,
    name text collate "C" not null,
    start_at timestamptz not null,
    period_milliseconds bigint not null,
    hash int not null,
    version int not null,
    primary key (service, grain, name)
);
create index cluster_reminder_hash on cluster_reminder (service, hash);
