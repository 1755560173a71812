-- A question as the 3-character grams of its words, a unit vector: the inner product of two is the cosine of what they
-- share, accents and capitals apart. A typing error costs three of them. Part of put_pairs() and search_pairs().
create or replace function pair_grams(p_question text) returns sparsevec
language plpgsql immutable parallel safe
set search_path = public, extensions, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_line constant text := ' ' || array_to_string(lexical_tokens(left(p_question, 1000)), ' ') || ' ';
begin
  return (
    select ('{' || coalesce(string_agg(concat(term, ':', (times / norm)::real), ',' order by term), '') || '}/536870912')::sparsevec
    from (
      select 1 + (hashtext('q:' || substr(v_line, i, 3)) & 536870911) as term, count(*)::float8 as times,
        sqrt(sum(count(*)::float8 * count(*)) over ()) as norm
      from generate_series(1, length(v_line) - 2) as i
      group by 1
    ) as counted
  );
end
$$;
