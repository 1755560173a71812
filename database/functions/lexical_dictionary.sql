-- The stemmer of a document's language (`fr`, `en-GB`, …); French when it is unknown.
create or replace function lexical_dictionary(p_language text) returns regdictionary
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select case left(lower(p_language), 2)
    when 'en' then 'english_stem'
    when 'es' then 'spanish_stem'
    when 'de' then 'german_stem'
    when 'it' then 'italian_stem'
    when 'pt' then 'portuguese_stem'
    when 'nl' then 'dutch_stem'
    else 'french_stem'
  end::regdictionary
$$;
