-- Whole seconds from p_now until an instant is over: rounded up, at least 1.
create or replace function seconds_until(p_instant timestamptz, p_now timestamptz) returns int
language sql immutable parallel safe
set search_path = public, pg_temp
as $$
  select greatest(1, ceil(extract(epoch from p_instant - p_now)))::int
$$;
