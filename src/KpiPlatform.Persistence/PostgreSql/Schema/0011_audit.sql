-- Who did what from where, and whether they were let; tenant 0 is the platform. Each row's digest is over the row and the digest before it.
create table audit_event (
    tenant int not null,
    sequence bigint not null,
    occurred_at timestamptz not null,
    count int not null,
    allowed int not null,
    principal text collate "C" not null,
    method text collate "C" not null,
    resource text not null,
    reason text collate "C" not null,
    source text not null,
    digest bytea not null,
    primary key (tenant, sequence)
);

-- Where each log ends: what shows that its last rows were removed.
create table audit_head (
    tenant int not null primary key,
    sequence bigint not null,
    digest bytea not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end
$$;
create trigger audit_event_append_only before update on audit_event for each row execute function refuse_change();
