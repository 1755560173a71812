-- The 5-character grams of a list of words, a space before, between and after them: they see parts of words, and
-- which words follow each other. Cut in segments of 64, because substr() walks from the start of its text.
-- In PL/pgSQL, which plans it once a session: an SQL function is planned at each call.
create or replace function lexical_grams(p_tokens text[]) returns table (gram text)
language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select substr(segment, i, 5)
  from (select ' ' || array_to_string(p_tokens, ' ') || ' ' as line) as joined
  cross join lateral generate_series(0, (length(line) - 5) / 64) as part
  cross join lateral substr(line, part * 64 + 1, 68) as segment
  cross join lateral generate_series(1, length(segment) - 4) as i;
end
$$;
