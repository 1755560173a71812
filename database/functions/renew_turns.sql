-- Prolongs the leases of turns that are still being answered, so that a short lease is enough: a turn whose process dies
-- is taken up again soon, one that a slow model writes is not taken away. Called by renewTurns(), once for all turns that
-- run in a process. p_turns: [{conversation_id, message_id, lease_holder}]. Each only by its holder, and only while nobody
-- ended it: {renewed: how many}. Makes nothing: a visitor who was erased meanwhile stays so.
-- Waits for nobody: a row that is locked is about to be ended, given up or taken up, and the next renewal sees which. So it
-- can hold many rows in any order without a deadlock, and needs no lock of their conversations.
create or replace function renew_turns(p_turns jsonb, p_lease_seconds int) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_renewed int;
begin
  with mine as (
    select m.id
    from jsonb_to_recordset(p_turns) as t (conversation_id text, message_id text, lease_holder text)
    join messages m on m.turn_id = t.message_id and m.conversation_id = t.conversation_id and m.role = 'user'
    where m.status = 'running' and m.lease_holder = t.lease_holder
    for update of m skip locked
  )
  update messages set lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
  from mine where messages.id = mine.id;
  get diagnostics v_renewed = row_count;
  return jsonb_build_object('renewed', v_renewed);
end
$$;
