-- Counters of what came in, by local day and source: operational, at-least-once, beside the journal.
create table intake_count (
    tenant integer not null,
    day integer not null,
    source text not null,
    outcome integer not null,
    reason text not null,
    count integer not null,
    primary key (tenant, day, source, outcome, reason)
) without rowid;

create table intake_source (
    tenant integer not null,
    source text not null,
    newest_event_at integer not null,
    last_received_at integer not null,
    primary key (tenant, source)
) without rowid;

-- What was refused, as it was sent. Personal data: deleted after 30 days. Ids are ordered by time.
create table rejected_interaction (
    tenant integer not null,
    id text not null,
    rejected_at integer not null,
    source text not null,
    reason text not null,
    field text not null,
    message text not null,
    payload blob not null,
    primary key (tenant, id)
);
create index rejected_interaction_time on rejected_interaction (rejected_at);
