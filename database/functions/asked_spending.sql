-- What transactions that run are asking for in this moment, in US dollars, the caller's own included: the sum of their
-- locks' keys (millionths). Called by reserve_spending.
create or replace function asked_spending(p_class int) returns numeric
language sql volatile
set search_path = public, pg_temp
as $$
  select coalesce(sum(objid::bigint), 0) / 1000000.0
  from pg_locks
  where locktype = 'advisory' and classid = p_class::oid and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
$$;
