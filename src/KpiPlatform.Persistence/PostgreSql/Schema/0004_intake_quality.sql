-- Counters of what came in, by local day and source: operational, at-least-once, beside the journal.
create table intake_count (
    tenant int not null,
    day int not null,
    source text collate "C" not null,
    outcome int not null,
    reason text collate "C" not null,
    count bigint not null,
    primary key (tenant, day, source, outcome, reason)
);

create table intake_source (
    tenant int not null,
    source text collate "C" not null,
    newest_event_at timestamptz not null,
    last_received_at timestamptz not null,
    primary key (tenant, source)
);

-- What was refused, as it was sent. Personal data: deleted after 30 days. Ids are ordered by time.
create table rejected_interaction (
    tenant int not null,
    id text collate "C" not null,
    rejected_at timestamptz not null,
    source text collate "C" not null,
    reason text collate "C" not null,
    field text not null,
    message text not null,
    payload bytea not null,
    primary key (tenant, id)
);
create index rejected_interaction_time on rejected_interaction (rejected_at);
