-- Adds to what a month has spent and kept aside, in the part of this connection: of those that are at work at the same
-- time, hardly two have the same. Called by reserve_spending, settle_spending and record_spending, as the last thing
-- that they lock but for warnings.
create or replace function add_spending(p_month date, p_spent numeric, p_reserved numeric) returns void
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_part smallint := pg_backend_pid() % 32;
begin
  update spending set spent = spent + p_spent, reserved = reserved + p_reserved
  where month = p_month and part = v_part;
  if not found then
    insert into spending as known (month, part, spent, reserved) values (p_month, v_part, p_spent, p_reserved)
    on conflict (month, part) do update
    set spent = known.spent + excluded.spent, reserved = known.reserved + excluded.reserved;
  end if;
end
$$;
