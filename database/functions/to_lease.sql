-- What a lease of a delivery is known by: its end, in microseconds, which no other lease of that delivery has. Called by
-- lease_deliveries and settle_delivery.
create or replace function to_lease(p_until timestamptz) returns text
language sql immutable
set search_path = public, pg_temp
as $$
  select (extract(epoch from p_until) * 1000000)::bigint::text
$$;
