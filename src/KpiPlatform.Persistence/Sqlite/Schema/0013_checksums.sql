-- CRC-32C of each row's other columns, written with it and compared when it is read; null for rows from before.
alter table journal add column checksum integer;
alter table journal_personal add column checksum integer;
alter table commit_delta add column checksum integer;
alter table customer_snapshot add column checksum integer;
alter table measure_cell add column checksum integer;
