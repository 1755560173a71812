-- What a month cost (p_month: a day of it; null: the one that is now), by UTC days, in US dollars: {month, spent, reserved,
-- calls: [{agent, step, model, turns, calls, unpriced, prompt_tokens, cached_tokens, completion_tokens, cost}], days:
-- [{day, turns, cost}]}. `spent` is what budgets count, `reserved` what is kept aside for turns that run or were lost;
-- `calls` and `days` are what the answers' rows tell, those that are gone included (past_costs). Called by readCosts().
create or replace function read_costs(p_month date default null) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_month date := date_trunc('month', coalesce(p_month, (clock_timestamp() at time zone 'UTC')::date))::date;
  v_from timestamptz := v_month::timestamp at time zone 'UTC';
  v_until timestamptz := (v_month + interval '1 month') at time zone 'UTC';
  v_result jsonb;
begin
  with each_call as (
    select (m.created_at at time zone 'UTC')::date as day, coalesce(m.agent, 'nobody') as agent, m.id, c.*
    from messages m
    cross join lateral message_costs(m.steps, m.model, m.prompt_tokens, m.cached_tokens, m.completion_tokens, m.cost) as c
    where m.created_at >= v_from and m.created_at < v_until and m.role = 'assistant'
      and (m.model is not null or m.steps ? 'calls')
  ),
  summed as (
    select day, agent, step, model, count(distinct id)::int as turns, count(*)::int as calls,
      (count(*) filter (where cost is null))::int as unpriced, sum(prompt_tokens) as prompt_tokens,
      sum(cached_tokens) as cached_tokens, sum(completion_tokens) as completion_tokens, coalesce(sum(cost), 0) as cost
    from each_call group by day, agent, step, model
    union all
    select day, agent, step, model, turns, calls, unpriced, prompt_tokens, cached_tokens, completion_tokens, cost
    from past_costs where day >= v_month and day < v_month + interval '1 month'
  ),
  by_model as (
    select agent, step, model, sum(turns) as turns, sum(calls) as calls, sum(unpriced) as unpriced,
      sum(prompt_tokens) as prompt_tokens, sum(cached_tokens) as cached_tokens,
      sum(completion_tokens) as completion_tokens, sum(cost) as cost
    from summed group by agent, step, model
  ),
  by_day as (
    select day, coalesce(sum(turns) filter (where step = 'answer'), 0) as turns, sum(cost) as cost from summed group by day
  )
  select jsonb_build_object(
    'month', to_char(v_month, 'YYYY-MM'),
    'spent', (select coalesce(sum(spent), 0) from spending where month = v_month),
    'reserved', (select coalesce(sum(reserved), 0) from spending where month = v_month),
    'calls', (select coalesce(jsonb_agg(to_jsonb(b) order by cost desc, agent, step, model), '[]') from by_model b),
    'days', (select coalesce(jsonb_agg(jsonb_build_object('day', to_char(day, 'YYYY-MM-DD'), 'turns', turns, 'cost', cost)
      order by day), '[]') from by_day)
  ) into v_result;
  return v_result;
end
$$;
