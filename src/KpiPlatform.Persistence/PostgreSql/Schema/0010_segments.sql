-- Tenants that have segments, or had some. Whoever stores events locks the row: so positions are in the order of commits.
create table segment_log (
    tenant int not null primary key,
    position bigint not null,
    definition bigint not null
);

-- Which segments a customer is in, as its last event told.
create table segment_customer (
    tenant int not null,
    customer bigint not null,
    version bigint not null,
    definition bigint not null,
    due_at timestamptz,
    segments text collate "C" not null,
    primary key (tenant, customer)
);
create index segment_customer_due on segment_customer (due_at) where due_at is not null;

create table segment_member (
    tenant int not null,
    segment text collate "C" not null,
    customer bigint not null,
    since timestamptz not null,
    primary key (tenant, segment, customer)
);

create table segment_event (
    tenant int not null,
    position bigint not null,
    segment text collate "C" not null,
    customer bigint not null,
    entered int not null,
    cause int not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    primary key (tenant, position)
);
create index segment_event_segment on segment_event (tenant, segment, position);
