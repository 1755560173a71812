-- Prolongs the lease of a turn that is still being answered, so that a short lease is enough: a turn whose process dies
-- is taken up again soon, one that a slow model writes is not taken away. Called by renewTurn() while the turn runs.
-- Only by its holder, and only while nobody ended it: {renewed: true | false}. Makes nothing: a visitor who was erased
-- meanwhile stays so.
create or replace function renew_turn(
  p_conversation_id text,
  p_message_id text,
  p_lease_holder text,
  p_lease_seconds int
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
begin
  perform 1 from conversations where id = p_conversation_id for update;
  update messages set lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user' and status = 'running'
    and lease_holder = p_lease_holder;
  return jsonb_build_object('renewed', found);
end
$$;
