-- Writes down what became of an attempt and ends its lease: {settled, status}. p_outcome: `delivered`, `retry` (again in
-- p_retry_seconds), `dead` (kept, shown, sent again only on demand) or `gone` (dead, and nothing more is sent to that
-- address); each is one attempt more. Nothing is written when another has leased it since (p_lease), or it is gone with its
-- conversation.
-- Called by settleDelivery().
create or replace function settle_delivery(
  p_id text,
  p_endpoint text,
  p_lease text,
  p_outcome text,
  p_retry_seconds int default null,
  p_http_status int default null,
  p_error text default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_status text := case p_outcome when 'delivered' then 'delivered' when 'retry' then 'pending' else 'dead' end;
begin
  if p_outcome = 'gone' then
    insert into webhook_stops (endpoint) values (p_endpoint) on conflict do nothing;
  end if;
  update webhook_deliveries set
    status = v_status,
    attempts = attempts + 1,
    lease = null,
    lease_until = null,
    next_attempt_at = clock_timestamp() + make_interval(secs => coalesce(p_retry_seconds, 0)),
    last_status = p_http_status,
    last_error = p_error,
    ended_at = case when v_status <> 'pending' then clock_timestamp() end
  where id = p_id and endpoint = p_endpoint and lease::text = p_lease and status = 'pending';
  return jsonb_build_object('settled', found, 'status', v_status);
end
$$;
