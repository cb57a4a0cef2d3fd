-- Works from: 14
-- Bits of the shards of a generation that one append of the commit changed together; 0: none did, and of rows from before.
alter table commit_delta add column shared integer not null default 0;
