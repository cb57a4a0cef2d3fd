-- API keys: digests, never keys. Tenant 0 is the platform. A key has its slot among the two of its principal until it is revoked or has
-- expired and another takes the slot.
create table access_key (
    tenant integer not null,
    id text not null,
    principal text not null,
    slot integer,
    digest blob not null,
    roles integer not null,
    scopes text not null,
    created_at integer not null,
    created_by text not null,
    expires_at integer,
    revoked_at integer,
    last_used_at integer,
    primary key (tenant, id),
    constraint access_key_digest unique (digest),
    constraint access_key_slot unique (tenant, principal, slot)
);
