-- Before answers go (a visitor erased, messages grown old, whoever deletes them), what they cost is added to the sums of
-- their day: a month's costs do not change because somebody left. Rows are taken in order, so that two who delete
-- do not wait for each other.
create or replace function keep_costs() returns trigger
language plpgsql
set search_path = public, pg_temp
as $$
begin
  insert into past_costs as known (
    day, agent, step, model, turns, calls, unpriced, prompt_tokens, cached_tokens, completion_tokens, cost
  )
  select (g.created_at at time zone 'UTC')::date as day, coalesce(g.agent, 'nobody') as agent, c.step as step,
    c.model as model, count(distinct g.id), count(*), count(*) filter (where c.cost is null), sum(c.prompt_tokens),
    sum(c.cached_tokens), sum(c.completion_tokens), coalesce(sum(c.cost), 0)
  from (select * from gone where role = 'assistant' and (model is not null or steps ? 'calls')) as g
  cross join lateral message_costs(g.steps, g.model, g.prompt_tokens, g.cached_tokens, g.completion_tokens, g.cost) as c
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4
  on conflict (day, agent, step, model) do update set
    turns = known.turns + excluded.turns,
    calls = known.calls + excluded.calls,
    unpriced = known.unpriced + excluded.unpriced,
    prompt_tokens = known.prompt_tokens + excluded.prompt_tokens,
    cached_tokens = known.cached_tokens + excluded.cached_tokens,
    completion_tokens = known.completion_tokens + excluded.completion_tokens,
    cost = known.cost + excluded.cost;
  return null;
end
$$;

create or replace trigger messages_keep_costs
after delete on messages
referencing old table as gone
for each statement execute function keep_costs();
