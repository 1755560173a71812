-- Empties the outbox of what is over, at most p_limit rows a call: {deliveries, more}. Delivered events stay for a week and
-- those that were given up for a month, so that they can be looked at and sent again; none stays for more than p_days,
-- sent or not, when messages do not either (0: no such limit), nor longer than its conversation. What was due for a week
-- and nobody took (its address said 410, is no longer configured, or takes less than comes) is given up, so that the outbox
-- has a bound: a week in which servers ran, for what piled up while none did has had no chance. Called by clearDeliveries(), daily.
create or replace function clear_deliveries(p_days int, p_limit int default 500) returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_deliveries int;
  v_given_up int;
  v_serving_since timestamptz;
begin
  -- The second bound: a clock since stepped back.
  update installation set
    serving_since = case when served_at > v_now - interval '2 days' and served_at <= v_now then serving_since else v_now end,
    served_at = v_now
  returning serving_since into v_serving_since;

  update webhook_deliveries
  set status = 'dead', ended_at = v_now, lease_until = null, last_error = 'nobody took it for a week'
  where ctid in (
    select ctid from webhook_deliveries d
    where status = 'pending' and next_attempt_at < v_now - interval '7 days'
      and v_serving_since < v_now - interval '7 days'
      and (lease_until is null or lease_until <= v_now)
    limit p_limit
    for update skip locked
  );
  get diagnostics v_given_up = row_count;

  delete from webhook_deliveries
  where ctid in (
    select ctid from webhook_deliveries d
    where status = 'delivered' and created_at < v_now - interval '7 days'
      or status = 'dead' and created_at < v_now - interval '30 days'
      or p_days > 0 and created_at < v_now - make_interval(days => p_days)
      or conversation_id is not null and not exists (select from conversations c where c.id = d.conversation_id)
    limit p_limit
    for update skip locked
  );
  get diagnostics v_deliveries = row_count;
  return jsonb_build_object('deliveries', v_deliveries, 'more', greatest(v_deliveries, v_given_up) >= p_limit);
end
$$;
