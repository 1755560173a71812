-- The stored answer of a turn as begin_turn and finish_turn return it, or null when there is none yet:
-- {conversation_id, message_id, message, agent, confidence, reasoning, sources, status, created_at}.
create or replace function stored_reply(p_conversation_id text, p_message_id text) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
as $$
declare
  v_answer messages;
begin
  select * into v_answer
  from messages
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'assistant';
  if not found then
    return null;
  end if;
  return jsonb_build_object(
    'conversation_id', v_answer.conversation_id,
    'message_id', v_answer.turn_id,
    'message', v_answer.content,
    'agent', v_answer.agent,
    'confidence', coalesce(v_answer.confidence, 0),
    'reasoning', coalesce(v_answer.reasoning, ''),
    'sources', v_answer.sources,
    'status', v_answer.status,
    'created_at', to_iso(v_answer.created_at)
  );
end
$$;
