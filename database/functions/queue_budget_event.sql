-- Queues `budget.reached` for p_endpoints ([text]; null: nobody asked for it) when a budget's answer (reserve_spending) has a
-- warning to tell. Whoever asks again because the answer was lost is told of it again: so the id is that of the installation,
-- the month, the percentage and the budget. Called by begin_turn and reserve_more, in the transaction that reached it.
create or replace function queue_budget_event(p_endpoints jsonb, p_budget jsonb, p_month_budget float8, p_day date)
returns void
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_month text := to_char(p_day, 'YYYY-MM');
  v_key text;
begin
  if p_endpoints is null or p_budget ->> 'warning' is null then
    return;
  end if;
  v_key := concat_ws(' ', 'budget.reached', (select id from installation), v_month, p_budget ->> 'warning', p_month_budget);
  perform queue_events(
    jsonb_build_array(jsonb_build_object(
      'id', 'evt_' || left(encode(sha256(convert_to(v_key, 'UTF8')), 'hex'), 32),
      'type', 'budget.reached',
      'endpoints', p_endpoints,
      'data', jsonb_build_object(
        'month', v_month,
        'percent', (p_budget ->> 'warning')::int,
        'share', p_budget -> 'share',
        'budget_usd', round(p_month_budget::numeric, 4)
      )
    )),
    null
  );
end
$$;
