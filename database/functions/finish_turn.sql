-- Stores the answer of a turn and ends its lease, in one transaction, before the reply is acknowledged.
-- Called by finishTurn(). Whoever stores first wins: {kind: stored, reply} or, when an answer is there already,
-- {kind: finished, reply} with that one. p_conversation_status, when given, becomes the conversation's.
-- p_cost is what the turn is known to have cost (US dollars), p_charge what budgets count, p_cost where it is null; it takes
-- the place of what begin_turn kept aside. What was known already is not counted twice. p_events are queued with the answer, for
-- the operator's own programs (queue_events). Raises CB404 when begin_turn never admitted that message.
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
  p_conversation_status text default null,
  p_cached_tokens int default null,
  p_charge float8 default null,
  p_events jsonb default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_user_id text;
  v_created_at timestamptz;
  v_reply jsonb;
  v_question messages;
  v_charge numeric := coalesce(p_charge, p_cost, 0)::numeric;
begin
  select user_id into v_user_id from conversations where id = p_conversation_id for update;
  v_reply := stored_reply(p_conversation_id, p_message_id);
  if v_reply is not null then
    return jsonb_build_object('kind', 'finished', 'reply', v_reply);
  end if;

  select * into v_question from messages
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user'
  for update; -- lapse_spending may be at it
  if not found then
    raise exception 'no such turn' using errcode = 'CB404';
  end if;
  update messages
  set status = 'complete', agent = p_agent, lease_until = null, lease_holder = null, reserved = null, lapsed = null
  where id = v_question.id;

  v_created_at := next_message_instant(p_conversation_id, clock_timestamp());
  insert into messages (
    conversation_id, turn_id, role, content, agent, confidence, reasoning, sources, status,
    model, prompt_tokens, cached_tokens, completion_tokens, cost, latency_ms, steps, created_at
  ) values (
    p_conversation_id, p_message_id, 'assistant', p_answer, p_agent, p_confidence, p_reasoning, p_sources, p_status,
    p_model, p_prompt_tokens, p_cached_tokens, p_completion_tokens, p_cost::numeric, p_latency_ms, p_steps, v_created_at
  );
  update conversations
  set last_message_at = v_created_at, updated_at = v_created_at, status = coalesce(p_conversation_status, status)
  where id = p_conversation_id;
  if v_question.reserved is not null or v_question.lapsed is not null or v_charge > 0 then
    perform settle_spending(v_user_id, v_question.reserved, v_question.reserved_on, v_charge, v_question.lapsed);
  end if;
  if p_events is not null then
    perform queue_events(p_events, p_conversation_id);
  end if;
  return jsonb_build_object('kind', 'stored', 'reply', stored_reply(p_conversation_id, p_message_id));
end
$$;
