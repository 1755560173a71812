-- What the lease of a delivery is known by: made by chance each time, for two may end in the same instant. A lease that is
-- older than this column is known by nothing: its event is sent again, under the same id, when it is over.
alter table webhook_deliveries add column if not exists lease uuid;
