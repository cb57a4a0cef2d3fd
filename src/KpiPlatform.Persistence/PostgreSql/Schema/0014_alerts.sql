-- Tenants that have rules or webhooks, or had some. Whoever changes anything of them locks the row: so positions are in the order of commits.
-- owner: the process that sees to the tenant, until then. rules_version: one more with every change of a rule.
create table alert_log (
    tenant int not null primary key,
    position bigint not null,
    last_action bigint not null,
    rules_version bigint not null,
    owner text collate "C" not null,
    owned_until timestamptz
);

create table alert_rule (
    tenant int not null,
    id text collate "C" not null,
    body text not null,
    primary key (tenant, id)
);

-- Where a cause of a rule stands; who is missing is quiet. The empty subject of a rule on a segment is the rule as a whole.
create table alert_standing (
    tenant int not null,
    rule text collate "C" not null,
    subject text collate "C" not null,
    customer bigint,
    due_at timestamptz,
    body text not null,
    primary key (tenant, rule, subject)
);
create index alert_standing_due on alert_standing (tenant, rule, due_at) where due_at is not null;

create table alert_action (
    tenant int not null,
    id bigint not null,
    rule text collate "C" not null,
    subject text collate "C" not null,
    customer bigint,
    state int not null,
    owner text collate "C" not null,
    scorecard text collate "C" not null,
    updated_at timestamptz not null,
    body text not null,
    primary key (tenant, id)
);
-- One cause has one action that is not resolved.
create unique index alert_action_open on alert_action (tenant, rule, subject) where state <> 3;
create index alert_action_cause on alert_action (tenant, rule, subject, id);

create table alert_comment (
    tenant int not null,
    action bigint not null,
    number int not null,
    author text collate "C" not null,
    body text not null,
    created_at timestamptz not null,
    primary key (tenant, action, number)
);

-- What happened to actions, in its order: what is watched, and sent to webhooks.
create table alert_event (
    tenant int not null,
    position bigint not null,
    type int not null,
    action bigint not null,
    rule text collate "C" not null,
    customer bigint,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    body text not null,
    primary key (tenant, position)
);

create table webhook (
    tenant int not null,
    id text collate "C" not null,
    body text not null,
    primary key (tenant, id)
);

-- Events that are to be sent (dead = 0), written together with them, and those that could not be.
create table webhook_delivery (
    tenant int not null,
    webhook text collate "C" not null,
    rule text collate "C" not null,
    position bigint not null,
    dead int not null,
    attempts int not null,
    due_at timestamptz not null,
    error text not null,
    primary key (tenant, webhook, rule, position)
);
create index webhook_delivery_due on webhook_delivery (tenant, due_at) where dead = 0;
create index webhook_delivery_order on webhook_delivery (tenant, webhook, rule, position) where dead = 0;
create index webhook_delivery_dead on webhook_delivery (tenant, webhook, position) where dead = 1;

-- When a source last sent a kind of interaction: operational, at-least-once, like intake_source.
create table intake_kind (
    tenant int not null,
    source text collate "C" not null,
    kind text collate "C" not null,
    last_received_at timestamptz not null,
    primary key (tenant, source, kind)
);
