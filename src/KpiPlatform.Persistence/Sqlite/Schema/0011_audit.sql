-- Who did what from where, and whether they were let; tenant 0 is the platform. Each row's digest is over the row and the digest before it.
create table audit_event (
    tenant integer not null,
    sequence integer not null,
    occurred_at integer not null,
    count integer not null,
    allowed integer not null,
    principal text not null,
    method text not null,
    resource text not null,
    reason text not null,
    source text not null,
    digest blob not null,
    primary key (tenant, sequence)
) without rowid;

-- Where each log ends: what shows that its last rows were removed.
create table audit_head (
    tenant integer not null primary key,
    sequence integer not null,
    digest blob not null
);

create trigger audit_event_append_only before update on audit_event
begin
    select raise(abort, 'the audit log is append-only');
end;
