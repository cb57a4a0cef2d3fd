-- API keys: digests, never keys. Tenant 0 is the platform. A key has its slot among the two of its principal until it is revoked or has
-- expired and another takes the slot.
create table access_key (
    tenant int not null,
    id text collate "C" not null,
    principal text collate "C" not null,
    slot int,
    digest bytea not null,
    roles int not null,
    scopes text not null,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    primary key (tenant, id),
    constraint access_key_digest unique (digest),
    constraint access_key_slot unique (tenant, principal, slot)
);
