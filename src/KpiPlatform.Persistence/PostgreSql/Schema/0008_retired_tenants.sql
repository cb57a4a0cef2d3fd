-- When everything of a tenant was deleted; its id is not given again.
alter table tenant add column retired_at timestamptz;
