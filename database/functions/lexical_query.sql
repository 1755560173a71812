-- A query as idf weights, and the mass each vector's score is divided by: the idf of everything the query says, what
-- no chunk says included. Short forms nobody wrote are written out (lexical_short_forms); words nobody wrote (4 letters or
-- more, no digit) give way to the corpus' nearest (lexical_correction). Each word is stemmed in every language of
-- p_dictionaries; a stop word of one of them weighs nothing, since the few texts of another language that quote it
-- would make it look rare. Beside each word stand those of its meaning (lexical_synonyms), at half its weight or theirs, the
-- lesser; they add nothing to the mass. Grams that lie in question words (lexical_question_words) count half: they
-- are how it is asked, not what. words_mass is 0 when nothing but stop words was said. terms, the query's own first, rarest
-- first, and counts: what `words` holds and in how many chunks; akin: stems of words that begin or end like one that
-- nobody wrote and nothing corrects. Logarithms are of float8: a numeric's takes 25 µs, and there are hundreds.
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
  v_grams int[];
  v_asking int[]; -- those of v_grams that question words make
begin
  if 'french_stem'::regdictionary = any (p_dictionaries) and lexical_short_forms() ?| v_tokens then
    v_tokens := array(
      select word
      from unnest(v_tokens) with ordinality as said (token, position)
      cross join lateral string_to_table(
        case
          when lexical_short_forms() ? token and not exists (
            select from lexical_terms where term = 1 + (hashtext('w:' || (ts_lexize('french_stem', token))[1]) & 536870911)
          ) then lexical_short_forms() ->> token
          else token
        end, ' '
      ) with ordinality as written (word, place)
      order by position, place
    );
  end if;

  -- Twice where a word gave way to another: most questions have none that must.
  for v_pass in 1..2 loop
    with lexemes as (
      select token, 1 + (hashtext('w:' || stems[1]) & 536870911) as term,
        lexical_synonyms() -> concat(dictionary, ':', stems[1]) as synonyms,
        bool_or(
          stems = '{}' or (dictionary = 'french_stem'::regdictionary and token = any (v_function_words))
        ) over (partition by token) as stops
      from (select distinct token from unnest(v_tokens) as token) as said
      cross join unnest(p_dictionaries) as dictionary
      cross join lateral (select ts_lexize(dictionary, token) as stems offset 0) as lexeme -- else worked out wherever named
    ), weighed as materialized (
      select token, l.term, synonyms, t.chunks,
        ln(1 + (greatest(v_chunks - coalesce(t.chunks, 0), 0) + 0.5::float8) / (coalesce(t.chunks, 0) + 0.5)) as idf
      from lexemes l
      left join lexical_terms t on t.term = l.term
      where not coalesce(stops, false)
    ), masses as materialized (
      select token, coalesce(max(idf) filter (where chunks is not null), max(idf)) as mass, count(chunks) + count(synonyms) = 0 as unheard
      from weighed
      group by token
    ), known as materialized (
      select term, max(chunks) as chunks, max(idf) as idf, bool_and(synonym) as synonym
      from (
        select term, chunks, idf, false as synonym from weighed where chunks is not null
        union all
        select also.term, t.chunks, least(
          mass, ln(1 + (greatest(v_chunks - t.chunks, 0) + 0.5::float8) / (t.chunks + 0.5))
        ) / 2, true
        from weighed
        join masses using (token)
        cross join lateral (
          select 1 + (hashtext('w:' || stem) & 536870911) as term from jsonb_array_elements_text(synonyms) as stem
        ) as also
        cross join lateral (select chunks from lexical_terms where term = also.term limit 1) as t
      ) as either
      group by term
    )
    select
      ('{' || coalesce((select string_agg(concat(term, ':', idf::real), ',') from known), '') || '}/536870912')::sparsevec,
      coalesce((select sum(mass) from masses), 0),
      coalesce((select array_agg(term order by synonym, chunks, term) from known), '{}'),
      coalesce((select array_agg(chunks order by synonym, chunks, term) from known), '{}'),
      array(
        select token from masses
        where unheard and length(token) between 4 and 30 and token !~ '[0-9]'
          and not exists (select from lexical_words where word = token collate "C")
        order by token
        limit 20
      )
    into words, words_mass, terms, counts, v_unknown;

    exit when v_pass = 2 or v_unknown = '{}';
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
    exit when v_corrected = v_unknown;
  end loop;
  akin := coalesce(akin, '{}');

  v_grams := array(select distinct 1 + (hashtext(gram) & 536870911) from lexical_grams(v_tokens) as gram);
  v_asking := array(
    select unnest(v_grams)
    except
    select 1 + (hashtext(gram) & 536870911)
    from (
      select array_agg(token order by position) as run_tokens
      from (
        select token, position, position - row_number() over (order by position) as run
        from unnest(v_tokens) with ordinality as said (token, position)
        where token <> all (lexical_question_words())
      ) as others
      group by run
    ) as runs
    cross join lateral lexical_grams(run_tokens) as gram
  );
  select
    ('{' || coalesce(string_agg(concat(term, ':', weight::real), ','), '') || '}/536870912')::sparsevec,
    -- Those that no chunk holds count as well.
    coalesce(sum(weight), 0) + (
      cardinality(v_grams) - count(*) - (cardinality(v_asking) - count(*) filter (where asking)) / 2.0::float8
    ) * ln(1 + (v_chunks + 0.5::float8) / 0.5)
  into grams, grams_mass
  from (
    select term, asking, case when asking then idf / 2 else idf end as weight
    from (
      select term, term = any (v_asking) as asking,
        ln(1 + (greatest(v_chunks - chunks, 0) + 0.5::float8) / (chunks + 0.5)) as idf
      from lexical_terms
      where term = any (v_grams)
    ) as counted
  ) as weighed;
end
$$;
