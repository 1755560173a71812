-- Counts money that was spent outside a turn (embeddings of documents): {spent}, what the month comes to. p_agent is whose
-- documents they are. Called by recordSpending().
create or replace function record_spending(
  p_agent text,
  p_step text,
  p_model text,
  p_calls int,
  p_prompt_tokens int,
  p_cost float8
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_day date := (clock_timestamp() at time zone 'UTC')::date;
  v_month date := date_trunc('month', v_day)::date;
begin
  insert into past_costs as known (
    day, agent, step, model, turns, calls, unpriced, prompt_tokens, cached_tokens, completion_tokens, cost
  )
  values (
    v_day, p_agent, p_step, p_model, 0, p_calls, case when p_cost is null then p_calls else 0 end, p_prompt_tokens, 0, 0,
    coalesce(p_cost::numeric, 0)
  )
  on conflict (day, agent, step, model) do update set
    calls = known.calls + excluded.calls,
    unpriced = known.unpriced + excluded.unpriced,
    prompt_tokens = known.prompt_tokens + excluded.prompt_tokens,
    cost = known.cost + excluded.cost;
  perform add_spending(v_month, coalesce(p_cost::numeric, 0), 0);
  return jsonb_build_object('spent', (select sum(spent) from spending where month = v_month));
end
$$;
