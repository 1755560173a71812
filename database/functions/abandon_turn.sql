-- Gives up a turn that was admitted and could not be answered: its question is marked failed and its lease ends, so
-- that the same message, sent again, is answered at once. Called by abandonTurn(). A turn that has its answer is left
-- alone, and so is one whose lease another holds by now (p_lease_holder). {abandoned: true | false}.
create or replace function abandon_turn(
  p_conversation_id text,
  p_message_id text,
  p_lease_holder text default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
begin
  perform 1 from conversations where id = p_conversation_id for update;
  update messages set status = 'failed', lease_until = null, lease_holder = null
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user' and status = 'running'
    and (p_lease_holder is null or lease_holder is not distinct from p_lease_holder);
  return jsonb_build_object('abandoned', found);
end
$$;
