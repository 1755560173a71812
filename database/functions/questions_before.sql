-- What a visitor asked last in a conversation before an instant, latest first: [text], p_limit at most. Called by
-- begin_turn, where the history that it reads may not reach as far back.
create or replace function questions_before(p_conversation_id text, p_before timestamptz, p_limit int) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- As in messages_before.
set plan_cache_mode = force_generic_plan
as $$
begin
  return coalesce((
    select jsonb_agg(content order by created_at desc)
    from (
      select content, created_at
      from messages
      where conversation_id = p_conversation_id and created_at < p_before and role = 'user'
      order by created_at desc
      limit p_limit
    ) recent
  ), '[]');
end
$$;
