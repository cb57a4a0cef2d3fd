-- 1 for a customer that is folded into another: it is in no list.
alter table customer_index add column folded int not null default 0;

-- Few rows are marks: whether a customer was ever linked is one look.
create index journal_mark on journal (tenant, customer) where kind = 0;
