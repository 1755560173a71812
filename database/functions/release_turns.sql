-- Ends every lease, so that turns cut by a crash can be taken up at once, and events that were being sent are sent again:
-- {released}, how many turns. Called by releaseTurns() at the start of a process that has the database for itself (the
-- embedded driver), and only there.
create or replace function release_turns() returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_released int;
begin
  update messages set lease_until = null where lease_until is not null;
  get diagnostics v_released = row_count;
  update webhook_deliveries set lease_until = null where status = 'pending' and lease_until is not null;
  perform lapse_spending(100000);
  return jsonb_build_object('released', v_released);
end
$$;
