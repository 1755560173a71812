-- The words of lexical_synonym_groups(), each once, of 4 letters or more: what lexical_correction() takes for words though
-- no chunk says them. Worked out once a session: it is immutable and takes nothing.
create or replace function lexical_synonym_words() returns text[]
language sql immutable parallel safe
set search_path = public, pg_temp
as $$
  select array_agg(distinct word)
  from lexical_synonym_groups() cross join lateral unnest(words) as word
  where length(word) >= 4
$$;
