-- Gives up a turn that was admitted and could not be answered: its question is marked failed and its lease ends, so
-- that the same message, sent again, is answered at once. Called by abandonTurn(). A turn that has its answer is left
-- alone, and so is one whose lease another holds by now (p_lease_holder). What was kept aside for it is given back, but for
-- p_charge, what it has cost all the same (US dollars). {abandoned: true | false}.
create or replace function abandon_turn(
  p_conversation_id text,
  p_message_id text,
  p_lease_holder text default null,
  p_charge float8 default 0
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_user_id text;
  v_question messages;
begin
  select user_id into v_user_id from conversations where id = p_conversation_id for update;
  select * into v_question from messages
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user' and status = 'running'
    and (p_lease_holder is null or lease_holder is not distinct from p_lease_holder)
  for update; -- lapse_spending may be at it
  if not found then
    return jsonb_build_object('abandoned', false);
  end if;
  update messages set status = 'failed', lease_until = null, lease_holder = null, reserved = null, lapsed = null
  where id = v_question.id;
  if v_question.reserved is not null or v_question.lapsed is not null or p_charge > 0 then
    perform settle_spending(v_user_id, v_question.reserved, v_question.reserved_on, p_charge::numeric, v_question.lapsed);
  end if;
  return jsonb_build_object('abandoned', true);
end
$$;
