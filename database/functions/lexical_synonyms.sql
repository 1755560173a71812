-- What a passage may say instead of a word, by dictionary and stem: `french_stem:achet` → ["acquer", "achat" …], of
-- lexical_synonym_groups(). Part of lexical_query(), where it is worked out once a session: it is immutable and takes
-- nothing.
create or replace function lexical_synonyms() returns jsonb
language sql immutable parallel safe
set search_path = public, pg_temp
as $$
  with stems as (
    select distinct dictionary, number, (ts_lexize(dictionary, word))[1] as stem
    from lexical_synonym_groups()
    cross join lateral unnest(words) as word
  )
  select jsonb_object_agg(said, others)
  from (
    select concat(one.dictionary, ':', one.stem) as said, jsonb_agg(distinct other.stem) as others
    from stems one
    join stems other using (dictionary, number)
    where one.stem <> other.stem
    group by 1
  ) as paired
$$;
