-- The dimensions a sparse vector has a value in.
create or replace function lexical_indices(p_vector sparsevec) returns table (term int)
language sql immutable parallel safe
set search_path = public, extensions, pg_temp
as $$
  select split_part(pair, ':', 1)::int
  from string_to_table(split_part(substr(p_vector::text, 2), '}', 1), ',') as pair
$$;
