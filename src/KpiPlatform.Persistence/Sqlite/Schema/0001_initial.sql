-- Times are microseconds since 1970. Text compares by its bytes.

-- One row per epoch of a host. A commit starts by moving last_seq on; a closed writer can't.
create table writer (
    id integer primary key autoincrement,
    opened_at integer not null,
    last_seq integer not null default 0,
    closed integer not null default 0,
    indexed_seq integer not null default 0
);

create table tenant (
    tenant integer primary key autoincrement,
    id text not null unique
);

-- external_id is null once the person is erased.
create table customer (
    tenant integer not null,
    customer integer not null,
    external_id text,
    primary key (tenant, customer),
    constraint customer_external_id unique (tenant, external_id)
) without rowid;

-- position = writer × 2^40 + row number, the integer key: rows are appended, never inserted between others.
create table journal (
    position integer primary key,
    customer integer not null,
    version integer not null,
    recorded_at integer not null,
    occurred_at integer not null,
    identity_hash integer not null,
    content_hash integer not null,
    tenant integer not null,
    revision integer not null,
    definition integer not null,
    kind integer not null,
    source text not null,
    facts blob not null,
    constraint journal_version unique (tenant, customer, version)
);
create index journal_occurred on journal (tenant, occurred_at);

-- What identifies or describes a person, apart, so that erasing it leaves the facts.
create table journal_personal (
    position integer primary key,
    customer integer not null,
    tenant integer not null,
    personal blob not null
);
create index journal_personal_customer on journal_personal (tenant, customer);

create table commit_delta (
    tenant integer not null,
    shard integer not null,
    writer integer not null,
    seq integer not null,
    prev_seq integer not null,
    recorded_at integer not null,
    newest_event_at integer not null,
    delta blob not null,
    primary key (tenant, shard, writer, seq)
) without rowid;
create index commit_delta_recorded on commit_delta (tenant, shard, recorded_at);

create table customer_snapshot (
    tenant integer not null,
    customer integer not null,
    version integer not null,
    state blob not null,
    primary key (tenant, customer)
);

create table customer_index (
    tenant integer not null,
    customer integer not null,
    version integer not null,
    due_at integer,
    orders integer not null,
    revenue_minor integer not null,
    complaints integer not null,
    open_tickets integer not null,
    csat real,
    nps real,
    acquired_at integer,
    first_order_at integer,
    last_order_at integer,
    last_interaction_at integer,
    primary key (tenant, customer)
) without rowid;
create index customer_index_due on customer_index (due_at) where due_at is not null;

create table measures (
    tenant integer not null,
    shard integer not null,
    generation integer not null,
    vector blob not null,
    newest_event_at integer,
    primary key (tenant, shard)
);

create table measure_cell (
    tenant integer not null,
    shard integer not null,
    key integer not null,
    value integer not null,
    primary key (tenant, shard, key)
) without rowid;

create table grain_state (
    kind text not null,
    key text not null,
    etag text not null,
    payload blob not null,
    primary key (kind, key)
);
