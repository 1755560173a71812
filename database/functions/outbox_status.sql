-- The outbox for whoever watches it: {pending, dead, overdue_seconds, stopped: [endpoint]}. Counts end at 10,000, and
-- all is read from small indexes, so that this stays cheap when much has piled up; overdue_seconds is for how long what is due has waited at most (0: nothing is due).
-- Called by outboxStatus(), at each scrape of the metrics.
create or replace function outbox_status() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'pending', (
      select count(*) from (select from webhook_deliveries where status = 'pending' limit 10000) as waiting
    ),
    'dead', (
      select count(*) from (select from webhook_deliveries where status = 'dead' limit 10000) as given_up
    ),
    'overdue_seconds', coalesce((
      select floor(greatest(extract(epoch from clock_timestamp() - min(next_attempt_at)), 0))::int
      from webhook_deliveries
      where status = 'pending'
    ), 0),
    'stopped', coalesce((select jsonb_agg(endpoint order by endpoint) from webhook_stops), '[]')
  )
$$;
