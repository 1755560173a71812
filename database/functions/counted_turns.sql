-- What the rate limit has counted in a conversation's window that ends now:
-- {counted, retry_seconds, reset_seconds}. `retry_seconds`: until one more is allowed (0 when one is now);
-- `reset_seconds`: until the oldest counted message leaves the window and `remaining` grows (0 when none is counted).
-- A message leaves the window once strictly more than p_window_seconds have passed, so no closed interval of that
-- length ever holds more than the limit. Messages up to one window ahead of the clock count too: a clock that steps
-- back a little must grant nothing, and one that steps back an hour must not lock a visitor out for an hour.
create or replace function counted_turns(
  p_conversation_id text,
  p_max_messages int,
  p_window_seconds int,
  p_now timestamptz
) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- Left to itself, the planner plans this anew for each instant, only to find the same plan.
set plan_cache_mode = force_generic_plan
as $$
declare
  v_window interval := make_interval(secs => p_window_seconds);
  v_instants timestamptz[];
  v_counted int;
begin
  -- created_at is never before counted_at: the first condition is there for the index only.
  select coalesce(array_agg(counted_at order by counted_at), '{}') into v_instants
  from messages
  where conversation_id = p_conversation_id
    and created_at >= p_now - v_window
    and role = 'user'
    and counted_at between p_now - v_window and p_now + v_window;
  v_counted := cardinality(v_instants);
  return jsonb_build_object(
    'counted', v_counted,
    'retry_seconds', case when v_counted < p_max_messages then 0
      else seconds_until(v_instants[v_counted - p_max_messages + 1] + v_window, p_now) end,
    'reset_seconds', case when v_counted = 0 then 0
      else seconds_until(v_instants[1] + v_window, p_now) end
  );
end
$$;
