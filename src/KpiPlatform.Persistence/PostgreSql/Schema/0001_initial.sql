-- One row per epoch of a host. A commit starts by moving last_seq on; a closed writer can't.
create table writer (
    id bigint generated always as identity primary key,
    opened_at timestamptz not null,
    last_seq bigint not null default 0,
    closed boolean not null default false,
    indexed_seq bigint not null default 0
);

create table tenant (
    tenant int generated always as identity primary key,
    id text collate "C" not null unique
);

-- external_id is null once the person is erased.
create table customer (
    tenant int not null,
    customer bigint not null,
    external_id text collate "C",
    primary key (tenant, customer),
    constraint customer_external_id unique (tenant, external_id)
);

-- position = writer × 2^40 + row number. Columns of fixed width first: no padding between them.
create table journal (
    position bigint not null primary key,
    customer bigint not null,
    version bigint not null,
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    identity_hash bigint not null,
    content_hash bigint not null,
    tenant int not null,
    revision int not null,
    definition int not null,
    kind smallint not null,
    source text collate "C" not null,
    facts bytea not null,
    constraint journal_version unique (tenant, customer, version)
);
create index journal_occurred on journal (tenant, occurred_at);

-- What identifies or describes a person, apart, so that erasing it leaves the facts.
create table journal_personal (
    position bigint not null primary key,
    customer bigint not null,
    tenant int not null,
    personal bytea not null
);
create index journal_personal_customer on journal_personal (tenant, customer);

create table commit_delta (
    tenant int not null,
    shard int not null,
    writer bigint not null,
    seq bigint not null,
    prev_seq bigint not null,
    recorded_at timestamptz not null,
    newest_event_at timestamptz not null,
    delta bytea not null,
    primary key (tenant, shard, writer, seq)
);
create index commit_delta_recorded on commit_delta (tenant, shard, recorded_at);

create table customer_snapshot (
    tenant int not null,
    customer bigint not null,
    version bigint not null,
    state bytea not null,
    primary key (tenant, customer)
);

create table customer_index (
    tenant int not null,
    customer bigint not null,
    version bigint not null,
    due_at timestamptz,
    orders bigint not null,
    revenue_minor bigint not null,
    complaints bigint not null,
    open_tickets bigint not null,
    csat double precision,
    nps double precision,
    acquired_at timestamptz,
    first_order_at timestamptz,
    last_order_at timestamptz,
    last_interaction_at timestamptz,
    primary key (tenant, customer)
);
create index customer_index_due on customer_index (due_at) where due_at is not null;

create table measures (
    tenant int not null,
    shard int not null,
    generation bigint not null,
    vector bytea not null,
    newest_event_at timestamptz,
    primary key (tenant, shard)
);

create table measure_cell (
    tenant int not null,
    shard int not null,
    key bigint not null,
    value bigint not null,
    primary key (tenant, shard, key)
);

create table grain_state (
    kind text collate "C" not null,
    key text collate "C" not null,
    etag text not null,
    payload bytea not null,
    primary key (kind, key)
);

-- The first statement of every commit: aborts it unless the writer stands where its host believes.
create function advance_writer(writer_id bigint, from_seq bigint, to_seq bigint) returns void language plpgsql as $$
begin
    update writer set last_seq = to_seq where id = writer_id and last_seq = from_seq and not closed;
    if not found then
        raise exception 'writer % is closed or not at %', writer_id, from_seq using errcode = 'KPI01';
    end if;
end
$$;
