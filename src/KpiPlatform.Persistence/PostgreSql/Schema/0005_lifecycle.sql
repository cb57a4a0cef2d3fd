-- Until when a customer is in the base, and when it came back: what the stages of the lifecycle are told apart by.
alter table customer_index add column base_until timestamptz, add column returned_at timestamptz;

-- What is indexed already lacks them: every customer is asked once, at the start.
update customer_index set version = 0;
update writer set indexed_seq = 0;
