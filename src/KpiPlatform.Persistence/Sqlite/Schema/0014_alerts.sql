-- Tenants that have rules or webhooks, or had some. Whoever changes anything of them locks the row: so positions are in the order of commits.
-- owner: the process that sees to the tenant, until then. rules_version: one more with every change of a rule.
create table alert_log (
    tenant integer not null primary key,
    position integer not null,
    last_action integer not null,
    rules_version integer not null,
    owner text not null,
    owned_until integer
) without rowid;

create table alert_rule (
    tenant integer not null,
    id text not null,
    body text not null,
    primary key (tenant, id)
) without rowid;

-- Where a cause of a rule stands; who is missing is quiet. The empty subject of a rule on a segment is the rule as a whole.
create table alert_standing (
    tenant integer not null,
    rule text not null,
    subject text not null,
    customer integer,
    due_at integer,
    body text not null,
    primary key (tenant, rule, subject)
) without rowid;
create index alert_standing_due on alert_standing (tenant, rule, due_at) where due_at is not null;

create table alert_action (
    tenant integer not null,
    id integer not null,
    rule text not null,
    subject text not null,
    customer integer,
    state integer not null,
    owner text not null,
    scorecard text not null,
    updated_at integer not null,
    body text not null,
    primary key (tenant, id)
) without rowid;
-- One cause has one action that is not resolved.
create unique index alert_action_open on alert_action (tenant, rule, subject) where state <> 3;
create index alert_action_cause on alert_action (tenant, rule, subject, id);

create table alert_comment (
    tenant integer not null,
    action integer not null,
    number integer not null,
    author text not null,
    body text not null,
    created_at integer not null,
    primary key (tenant, action, number)
) without rowid;

-- What happened to actions, in its order: what is watched, and sent to webhooks.
create table alert_event (
    tenant integer not null,
    position integer not null,
    type integer not null,
    action integer not null,
    rule text not null,
    customer integer,
    occurred_at integer not null,
    recorded_at integer not null,
    body text not null,
    primary key (tenant, position)
) without rowid;

create table webhook (
    tenant integer not null,
    id text not null,
    body text not null,
    primary key (tenant, id)
) without rowid;

-- Events that are to be sent (dead = 0), written together with them, and those that could not be.
create table webhook_delivery (
    tenant integer not null,
    webhook text not null,
    rule text not null,
    position integer not null,
    dead integer not null,
    attempts integer not null,
    due_at integer not null,
    error text not null,
    primary key (tenant, webhook, rule, position)
) without rowid;
create index webhook_delivery_due on webhook_delivery (tenant, due_at) where dead = 0;
create index webhook_delivery_order on webhook_delivery (tenant, webhook, rule, position) where dead = 0;
create index webhook_delivery_dead on webhook_delivery (tenant, webhook, position) where dead = 1;

-- When a source last sent a kind of interaction: operational, at-least-once, like intake_source.
create table intake_kind (
    tenant integer not null,
    source text not null,
    kind text not null,
    last_received_at integer not null,
    primary key (tenant, source, kind)
) without rowid;
