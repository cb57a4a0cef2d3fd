-- Every activity moves due_at on, and the index on it with it. The sweep of due customers reads the table instead.
drop index customer_index_due;
