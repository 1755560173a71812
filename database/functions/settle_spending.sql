-- Puts what a turn has cost in the place of what was kept aside for it (p_reserved; null: nothing was) and of what it was
-- charged with when it was thought dead (p_lapsed), in the month and the visitor's day that it was kept aside in.
-- A provider's absurd figure ends no budget: what counts is at most ten times what was kept aside, or a dollar; where
-- nothing was, a hundred dollars.
-- Called by finish_turn, abandon_turn, begin_turn and lapse_spending.
create or replace function settle_spending(
  p_user_id text,
  p_reserved numeric,
  p_reserved_on date,
  p_charge numeric,
  p_lapsed numeric
) returns void
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_day date := coalesce(p_reserved_on, (clock_timestamp() at time zone 'UTC')::date);
  v_reserved numeric := coalesce(p_reserved, 0);
  v_lapsed numeric := coalesce(p_lapsed, 0);
  -- `least` comes last: to Postgres, NaN is more than any number.
  v_most numeric := case when v_reserved + v_lapsed > 0 then greatest(10 * (v_reserved + v_lapsed), 1) else 100 end;
  v_spent numeric := least(greatest(p_charge, 0), v_most) - v_lapsed;
begin
  update visitor_spending set spent = spent + v_spent, reserved = reserved - v_reserved
  where user_id = p_user_id and day = v_day;
  perform add_spending(date_trunc('month', v_day)::date, v_spent, -v_reserved);
end
$$;
