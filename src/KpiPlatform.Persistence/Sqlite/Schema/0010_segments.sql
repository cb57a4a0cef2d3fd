-- Tenants that have segments, or had some. Whoever stores events locks the row: so positions are in the order of commits.
create table segment_log (
    tenant integer primary key,
    position integer not null,
    definition integer not null
);

-- Which segments a customer is in, as its last event told.
create table segment_customer (
    tenant integer not null,
    customer integer not null,
    version integer not null,
    definition integer not null,
    due_at integer,
    segments text not null,
    primary key (tenant, customer)
) without rowid;
create index segment_customer_due on segment_customer (due_at) where due_at is not null;

create table segment_member (
    tenant integer not null,
    segment text not null,
    customer integer not null,
    since integer not null,
    primary key (tenant, segment, customer)
) without rowid;

create table segment_event (
    tenant integer not null,
    position integer not null,
    segment text not null,
    customer integer not null,
    entered integer not null,
    cause integer not null,
    occurred_at integer not null,
    recorded_at integer not null,
    primary key (tenant, position)
) without rowid;
create index segment_event_segment on segment_event (tenant, segment, position);
