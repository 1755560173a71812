-- Words that ask, whatever is asked, folded: French, English, Spanish and German. Part of lexical_query().
create or replace function lexical_question_words() returns text[]
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select string_to_array(
    'que quoi quel quelle quels quelles qui quand comment pourquoi combien ou est ce c il on faut peut puis dois doit doivent fait'
    || ' faire how what which who whom whose when where why many much does do did can is are was were'
    || ' cual cuales quien quienes como cuando donde cuanto cuanta cuantos cuantas'
    || ' was wer wem wen wie wann wo warum welche welcher welches welchen welchem viele viel', ' ')
$$;
