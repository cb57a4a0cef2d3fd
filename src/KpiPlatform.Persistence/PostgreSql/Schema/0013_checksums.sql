-- CRC-32C of each row's other columns, written with it and compared when it is read; null for rows from before.
alter table journal add column checksum int;
alter table journal_personal add column checksum int;
alter table commit_delta add column checksum int;
alter table customer_snapshot add column checksum int;
alter table measure_cell add column checksum int;
