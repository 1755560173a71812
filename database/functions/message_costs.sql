-- The calls to models that one answer's row tells of (`steps` -> 'calls'), one row each. An answer from before calls were
-- kept is one call of its model. Used by read_costs and keep_costs.
create or replace function message_costs(
  p_steps jsonb,
  p_model text,
  p_prompt_tokens int,
  p_cached_tokens int,
  p_completion_tokens int,
  p_cost numeric
) returns table (
  step text,
  model text,
  prompt_tokens bigint,
  cached_tokens bigint,
  completion_tokens bigint,
  cost numeric
)
language sql stable
set search_path = public, pg_temp
as $$
  select c.step, c.model, coalesce(c."promptTokens", 0)::bigint, coalesce(c."cachedTokens", 0)::bigint,
    coalesce(c."completionTokens", 0)::bigint, c.cost
  from jsonb_to_recordset(
    case when jsonb_typeof(p_steps -> 'calls') = 'array' then p_steps -> 'calls' else '[]' end
  ) as c (
    step text, model text, "promptTokens" numeric, "cachedTokens" numeric, "completionTokens" numeric, cost numeric
  )
  where c.step is not null and c.model is not null
  union all
  select 'answer', p_model, coalesce(p_prompt_tokens, 0), coalesce(p_cached_tokens, 0), coalesce(p_completion_tokens, 0),
    p_cost
  where p_model is not null and p_steps -> 'calls' is null
$$;
