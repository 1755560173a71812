-- The last p_limit messages of a conversation before an instant, oldest first: [{role, content, agent, created_at}].
-- Answers that failed are left out: they say nothing a specialist should remember having said.
-- In plpgsql because a function in SQL is planned again at every call.
create or replace function messages_before(p_conversation_id text, p_before timestamptz, p_limit int) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- Left to itself, the planner plans this anew for each instant, only to find the same plan.
set plan_cache_mode = force_generic_plan
as $$
begin
  return coalesce((
    select jsonb_agg(
      jsonb_build_object('role', role, 'content', content, 'agent', agent, 'created_at', to_iso(created_at))
      order by created_at
    )
    from (
      select role, content, agent, created_at
      from messages
      where conversation_id = p_conversation_id
        and created_at < p_before
        and not (role = 'assistant' and status = 'failed')
      order by created_at desc
      limit p_limit
    ) recent
  ), '[]');
end
$$;
