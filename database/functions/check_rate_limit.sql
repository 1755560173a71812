-- v2's question, kept for operators' SQL and automations: may this conversation send one more message?
drop function if exists check_rate_limit(text, int, int);
create function check_rate_limit(
  p_conversation_id text,
  p_max_messages int default 10,
  p_window_seconds int default 60
) returns table (allowed boolean, remaining int)
language sql stable
set search_path = public, pg_temp
as $$
  select (status ->> 'allowed')::boolean, (status ->> 'remaining')::int
  from rate_limit_status(p_conversation_id, p_max_messages, p_window_seconds) as status
$$;
