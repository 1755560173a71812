-- The outbox for people to read: {deliveries: [{id, endpoint, type, status, attempts, created_at, next_attempt_at, ended_at,
-- last_status, last_error}] newest first, counts: {pending, delivered, dead}, stopped: [endpoint]}. p_status shows those
-- only. Called by listDeliveries().
create or replace function list_deliveries(p_status text default null, p_limit int default 50) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'deliveries', coalesce((
      select jsonb_agg(
        jsonb_build_object(
          'id', id,
          'endpoint', endpoint,
          'type', type,
          'status', status,
          'attempts', attempts,
          'created_at', to_iso(created_at),
          'next_attempt_at', case when status = 'pending' then to_iso(next_attempt_at) end,
          'ended_at', to_iso(ended_at),
          'last_status', last_status,
          'last_error', last_error
        )
        order by created_at desc, id, endpoint
      )
      from (
        select * from webhook_deliveries
        where p_status is null or status = p_status
        order by created_at desc, id, endpoint
        limit p_limit
      ) as shown
    ), '[]'),
    'counts', (
      select jsonb_build_object(
        'pending', count(*) filter (where status = 'pending'),
        'delivered', count(*) filter (where status = 'delivered'),
        'dead', count(*) filter (where status = 'dead')
      )
      from webhook_deliveries
    ),
    'stopped', coalesce((select jsonb_agg(endpoint order by endpoint) from webhook_stops), '[]')
  )
$$;
