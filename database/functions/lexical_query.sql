-- A query as idf weights, and the mass each vector's score is divided by: the idf of everything the query says, what
-- no chunk says included. Words nobody wrote (5 letters or more, no digit) give way to the corpus' nearest
-- (lexical_correction). Each word is stemmed in every language of p_dictionaries; a stop word of one of them weighs
-- nothing, since the few texts of another language that quote it would make it look rare. words_mass is 0 when
-- nothing but stop words was said. terms, rarest first, and counts: what `words` holds and in how many chunks; akin:
-- stems of words that begin or end like one that nobody wrote and nothing corrects. Logarithms are of float8: a
-- numeric's takes 25 µs, and there are hundreds.
create or replace function lexical_query(
  p_query text,
  p_dictionaries regdictionary[],
  out words sparsevec,
  out words_mass float8,
  out grams sparsevec,
  out grams_mass float8,
  out terms int[],
  out counts int[],
  out akin int[]
)
language plpgsql stable
set search_path = public, extensions, pg_temp
-- Look-ups of a few hundred keys, planned once a session; without statistics a table that grew since would be scanned.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_chunks int := coalesce((select chunks from lexical_terms where term = 0), 0);
  v_tokens text[] := lexical_tokens(left(p_query, 4000));
  v_function_words text[] := lexical_function_words();
  v_unknown text[];
  v_corrected text[];
begin
  select array_agg(token) into v_unknown
  from (
    select distinct token from unnest(v_tokens) as token
    where length(token) between 5 and 30 and token !~ '[0-9]'
      and not exists (select from lexical_words where word = token collate "C")
      and not exists (
        select from unnest(p_dictionaries) as dictionary
        cross join lateral (select coalesce(ts_lexize(dictionary, token), '{}') as stems) as lexeme
        where stems = '{}' or exists (
          select from lexical_terms where term = 1 + (hashtext('w:' || stems[1]) & 536870911)
        )
      )
    limit 20
  ) as unheard;
  if v_unknown is not null then
    v_corrected := array(
      select coalesce(lexical_correction(unknown), unknown)
      from unnest(v_unknown) with ordinality as each (unknown, place) order by place
    );
    v_tokens := array(
      select coalesce(v_corrected[array_position(v_unknown, token)], token)
      from unnest(v_tokens) with ordinality as said (token, position) order by position
    );
    akin := array(
      select distinct 1 + (hashtext('w:' || (ts_lexize(dictionary, near.word))[1]) & 536870911)
      from unnest(v_unknown) as token
      cross join lateral lexical_akin(token) as near (word)
      cross join unnest(p_dictionaries) as dictionary
      where token = any (v_tokens)
    );
  end if;
  akin := coalesce(akin, '{}');

  with stems as (
    select token, (ts_lexize(dictionary, token))[1] as stem
    from (select distinct token from unnest(v_tokens) as token) as said
    cross join unnest(p_dictionaries) as dictionary
    where not exists (
      select from unnest(p_dictionaries) as other
      where ts_lexize(other, token) = '{}'
        or (other = 'french_stem'::regdictionary and token = any (v_function_words))
    )
  ), weighed as (
    select token, stem, 1 + (hashtext('w:' || stem) & 536870911) as term, t.chunks,
      ln(1 + (greatest(v_chunks - coalesce(t.chunks, 0), 0) + 0.5::float8) / (coalesce(t.chunks, 0) + 0.5)) as idf
    from stems
    left join lexical_terms t on t.term = 1 + (hashtext('w:' || stem) & 536870911)
  ), masses as (
    select coalesce(max(idf) filter (where chunks is not null), max(idf)) as mass
    from weighed
    group by token
  ), known as (
    select distinct term, chunks, idf from weighed where chunks is not null
  )
  select
    ('{' || coalesce((
      select string_agg(term || ':' || idf::real, ',')
      from known
    ), '') || '}/536870912')::sparsevec,
    coalesce((select sum(mass) from masses), 0),
    coalesce((select array_agg(term order by chunks, term) from known), '{}'),
    coalesce((select array_agg(chunks order by chunks, term) from known), '{}')
  into words, words_mass, terms, counts;

  with weighed as (
    select g.term, t.chunks,
      ln(1 + (greatest(v_chunks - coalesce(t.chunks, 0), 0) + 0.5::float8) / (coalesce(t.chunks, 0) + 0.5)) as idf
    from (select distinct 1 + (hashtext(gram) & 536870911) as term from lexical_grams(v_tokens)) as g
    left join lexical_terms t using (term)
  )
  select
    ('{' || coalesce(string_agg(term || ':' || idf::real, ',') filter (where chunks is not null), '') || '}/536870912')::sparsevec,
    coalesce(sum(idf), 0)
  into grams, grams_mass
  from weighed;
end
$$;
