-- Every activity moves due_at on, so an index on it made each update of a row write the row anew with all its index entries. Without
-- it, and with room in the pages, updates stay within their page: half the cost. The sweep of due customers reads the table.
drop index customer_index_due;
alter table customer_index set (fillfactor = 70);
