-- Keys that only this tenant's values are made under; gone with the tenant.
create table tenant_secret (
    tenant int not null,
    purpose text collate "C" not null,
    secret bytea not null,
    primary key (tenant, purpose)
);

-- Customers whose person was erased, under a keyed hash of the id that they had: a late retry is told from something new by it.
create table erased_customer (
    tenant int not null,
    id_hash bytea not null,
    customer bigint not null,
    erased_at timestamptz not null,
    primary key (tenant, id_hash, customer)
);
