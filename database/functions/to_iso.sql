-- An instant as every function returns it: ISO 8601, UTC, milliseconds ("2026-01-31T09:00:00.123Z").
create or replace function to_iso(p_instant timestamptz) returns text
language sql stable parallel safe
set search_path = public, pg_temp
as $$
  select to_char(p_instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
