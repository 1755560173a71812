-- Sends events again, from the first attempt on: {replayed, resumed}. p_id is one event, whatever became of it, at each of
-- its addresses; null is all that were given up. Addresses that had said 410 are sent to again (resumed): the event's, or
-- all of them, for what they refused may be erased since. What is being sent in this moment goes on as it is. Called by
-- replayDeliveries().
create or replace function replay_deliveries(p_id text default null) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_replayed int;
  v_resumed int;
begin
  with again as (
    update webhook_deliveries
    set status = 'pending', attempts = 0, next_attempt_at = clock_timestamp(), ended_at = null,
      lease = null, lease_until = null
    where (id = p_id or p_id is null and status = 'dead')
      and not (status = 'pending' and lease_until > clock_timestamp())
    returning endpoint
  ), resumed as (
    delete from webhook_stops
    where p_id is null or endpoint in (select endpoint from again)
    returning endpoint
  )
  select (select count(*) from again), (select count(*) from resumed) into v_replayed, v_resumed;
  return jsonb_build_object('replayed', v_replayed, 'resumed', v_resumed);
end
$$;
