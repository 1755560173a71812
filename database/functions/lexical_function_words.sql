-- French words that say nothing of a subject and that Postgres' own list leaves out: `les`, demonstratives, and words
-- it knows with an accent only (tokens have none). Question words stay: they help where questions and answers are few.
create or replace function lexical_function_words() returns text[]
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select string_to_array(
    'les a ou la meme ete etee etees etes etais etait etions etiez etaient ca cela cet cette', ' ')
$$;
