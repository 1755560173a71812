-- Gives one process the events that are due, oldest first, for p_lease_seconds: {installation, deliveries: [{id, endpoint,
-- type, data, created_at, attempt, lease}], next_seconds, stopped: [endpoint]}, until the next one is due (null: none is
-- waiting). `lease` is what settle_delivery knows the caller by. p_endpoints: [text], those that the caller sends to; one
-- that said 410 gets nothing (stopped).
-- Nobody else gets them meanwhile; a process that was killed holds them no longer than that, and the event is sent again
-- under the same id: what nobody knows the outcome of is no attempt. Called by leaseDeliveries().
create or replace function lease_deliveries(p_endpoints jsonb, p_limit int, p_lease_seconds int) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_endpoints text[];
  v_deliveries jsonb;
begin
  select coalesce(array_agg(endpoint), '{}') into v_endpoints
  from jsonb_array_elements_text(p_endpoints) as endpoint
  where not exists (select from webhook_stops s where s.endpoint = endpoint.value);

  with due as (
    select d.id, d.endpoint
    from webhook_deliveries d
    where d.status = 'pending' and d.endpoint = any (v_endpoints) and d.next_attempt_at <= v_now
      -- The second bound ends a lease that a clock since stepped back would keep for hours.
      and (d.lease_until is null or d.lease_until <= v_now or d.lease_until > v_now + make_interval(secs => 2 * p_lease_seconds))
    order by d.next_attempt_at
    limit p_limit
    for update skip locked
  ), leased as (
    update webhook_deliveries d
    set lease = gen_random_uuid(), lease_until = v_now + make_interval(secs => p_lease_seconds)
    from due
    where d.id = due.id and d.endpoint = due.endpoint
    returning d.*
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', id,
      'endpoint', endpoint,
      'type', type,
      'data', data,
      'created_at', to_iso(created_at),
      'attempt', attempts + 1,
      'lease', lease
    )
    order by created_at, id
  ), '[]') into v_deliveries
  from leased;

  return jsonb_build_object(
    'installation', (select id from installation),
    'deliveries', v_deliveries,
    'next_seconds', (
      select ceil(extract(epoch from min(greatest(next_attempt_at, lease_until)) - v_now))::int -- greatest leaves nulls out
      from webhook_deliveries
      where status = 'pending' and endpoint = any (v_endpoints)
        and (next_attempt_at > v_now or lease_until > v_now)
    ),
    'stopped', coalesce((
      select jsonb_agg(endpoint) from jsonb_array_elements_text(p_endpoints) as endpoint
      where endpoint.value <> all (v_endpoints)
    ), '[]')
  );
end
$$;
