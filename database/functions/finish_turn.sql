-- Stores the answer of a turn and ends its lease, in one transaction, before the reply is acknowledged.
-- Called by finishTurn(). Whoever stores first wins: {kind: stored, reply} or, when an answer is there already,
-- {kind: finished, reply} with that one. p_conversation_status, when given, becomes the conversation's.
-- Raises CB404 when begin_turn never admitted that message.
create or replace function finish_turn(
  p_conversation_id text,
  p_message_id text,
  p_answer text,
  p_agent text,
  p_confidence float8,
  p_reasoning text,
  p_sources jsonb default '[]',
  p_status text default 'complete',
  p_model text default null,
  p_prompt_tokens int default null,
  p_completion_tokens int default null,
  p_cost float8 default null,
  p_latency_ms int default null,
  p_steps jsonb default null,
  p_conversation_status text default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_created_at timestamptz;
  v_reply jsonb;
begin
  perform 1 from conversations where id = p_conversation_id for update;
  v_reply := stored_reply(p_conversation_id, p_message_id);
  if v_reply is not null then
    return jsonb_build_object('kind', 'finished', 'reply', v_reply);
  end if;

  update messages set status = 'complete', agent = p_agent, lease_until = null, lease_holder = null
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user';
  if not found then
    raise exception 'no such turn' using errcode = 'CB404';
  end if;

  v_created_at := next_message_instant(p_conversation_id, clock_timestamp());
  insert into messages (
    conversation_id, turn_id, role, content, agent, confidence, reasoning, sources, status,
    model, prompt_tokens, completion_tokens, cost, latency_ms, steps, created_at
  ) values (
    p_conversation_id, p_message_id, 'assistant', p_answer, p_agent, p_confidence, p_reasoning, p_sources, p_status,
    p_model, p_prompt_tokens, p_completion_tokens, p_cost::numeric, p_latency_ms, p_steps, v_created_at
  );
  update conversations
  set last_message_at = v_created_at, updated_at = v_created_at, status = coalesce(p_conversation_status, status)
  where id = p_conversation_id;
  return jsonb_build_object('kind', 'stored', 'reply', stored_reply(p_conversation_id, p_message_id));
end
$$;
