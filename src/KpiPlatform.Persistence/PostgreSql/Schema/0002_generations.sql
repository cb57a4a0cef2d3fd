-- A snapshot means nothing under another generation's definition; definition is the highest of the customer's rows in it.
alter table customer_snapshot add column generation int not null default 0;
alter table customer_snapshot add column definition int not null default 0;
