-- How much of its limit a conversation has left; spends nothing and creates nothing. Called by rateLimitStatus().
-- {allowed, remaining, limit, window_seconds, reset_seconds}
create or replace function rate_limit_status(
  p_conversation_id text,
  p_max_messages int default 10,
  p_window_seconds int default 60
) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
as $$
declare
  v_counted jsonb := counted_turns(p_conversation_id, p_max_messages, p_window_seconds, clock_timestamp());
  v_remaining int := greatest(0, p_max_messages - (v_counted ->> 'counted')::int);
begin
  return jsonb_build_object(
    'allowed', v_remaining > 0,
    'remaining', v_remaining,
    'limit', p_max_messages,
    'window_seconds', p_window_seconds,
    'reset_seconds', v_counted -> 'reset_seconds'
  );
end
$$;
