-- Puts what a turn has cost in the place of what was kept aside for it (null: nothing was), in the month and the
-- visitor's day that it was kept aside in. Called by finish_turn and abandon_turn, which hold the conversation.
create or replace function settle_spending(
  p_user_id text,
  p_reserved numeric,
  p_reserved_on date,
  p_charge numeric
) returns void
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_day date := coalesce(p_reserved_on, (clock_timestamp() at time zone 'UTC')::date);
begin
  update visitor_spending set spent = spent + p_charge, reserved = reserved - coalesce(p_reserved, 0)
  where user_id = p_user_id and day = v_day;
  perform add_spending(date_trunc('month', v_day)::date, p_charge, -coalesce(p_reserved, 0));
end
$$;
