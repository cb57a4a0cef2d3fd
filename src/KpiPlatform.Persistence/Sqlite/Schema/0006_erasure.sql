-- Keys that only this tenant's values are made under; gone with the tenant.
create table tenant_secret (
    tenant integer not null,
    purpose text not null,
    secret blob not null,
    primary key (tenant, purpose)
) without rowid;

-- Customers whose person was erased, under a keyed hash of the id that they had: a late retry is told from something new by it.
create table erased_customer (
    tenant integer not null,
    id_hash blob not null,
    customer integer not null,
    erased_at integer not null,
    primary key (tenant, id_hash, customer)
) without rowid;
