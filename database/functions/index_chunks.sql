-- Adds the chunks of a document that are not in the lexical index yet, and counts their terms. Called by
-- put_document() and reindex_chunks(), in their transaction; returns how many chunks it added.
-- A weight is BM25's tf / (tf + k1 (1 - b + b length / pivot)), k1 1.2, b 0.75; the pivots (110 stems, 600 grams) are
-- constants, so that a chunk's vectors do not depend on its neighbours. The title counts twice, the headings (which
-- begin with it, as a rule) once. At most 12,000 characters of a chunk are read, since sparsevec holds 16,000 values,
-- and 800 different stems kept, which is what fits the row they must stay in.
create or replace function index_chunks(p_document uuid) returns int
language plpgsql
set search_path = public, extensions, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  v_chunks uuid[] := array(
    select id from document_chunks c
    where document_id = p_document and not exists (select from lexical_chunks l where l.chunk_id = c.id)
  );
  v_function_words text[] := lexical_function_words();
begin
  with texts as materialized (
    select c.id, lexical_dictionary(d.language) as dictionary,
      lexical_tokens(concat_ws(' ', t.title, coalesce(left(c.section, 300), t.title), left(c.content, 12000))) as tokens
    from document_chunks c
    join documents d on d.id = c.document_id
    cross join lateral (select left(coalesce(d.title, regexp_replace(d.filename, '\.\w+$', '')), 300) as title) as t
    where c.id = any (v_chunks)
  ), counted as (
    select id, term, count(*) as tf, sum(count(*)) over (partition by id) as length,
      row_number() over (partition by id order by count(*) desc, term) as place
    from texts
    cross join lateral unnest(tokens) as token
    cross join lateral (select (ts_lexize(dictionary, token))[1] as stem) as lexeme
    cross join lateral (select 1 + (hashtext('w:' || stem) & 536870911) as term) as hashed
    where stem is not null and (dictionary <> 'french_stem'::regdictionary or token <> all (v_function_words))
    group by id, term
  ), words as materialized (
    select id, term, tf, length from counted where place <= 800
  ), grams as materialized (
    select id, term, count(*) as tf, sum(count(*)) over (partition by id) as length
    from texts
    cross join lateral lexical_grams(tokens)
    cross join lateral (select 1 + (hashtext(gram) & 536870911) as term) as hashed
    group by id, term
  ), added as (
    insert into lexical_chunks (chunk_id, document_id, words, grams, vocabulary)
    select t.id, p_document,
      ('{' || coalesce(w.pairs, '') || '}/536870912')::sparsevec,
      ('{' || coalesce(g.pairs, '') || '}/536870912')::sparsevec,
      array(select distinct token from unnest(t.tokens) as token where length(token) between 4 and 30 and token !~ '[0-9]')
    from texts t
    left join (
      select id, string_agg(term || ':' || (tf / (tf + 0.3 + 0.9 * length / 110))::real, ',') as pairs
      from words group by id
    ) as w on w.id = t.id
    left join (
      select id, string_agg(term || ':' || (tf / (tf + 0.3 + 0.9 * length / 600))::real, ',') as pairs
      from grams group by id
    ) as g on g.id = t.id
  )
  insert into lexical_terms as known (term, chunks)
  select term, count(*) as chunks
  from (select 0 as term from texts union all select term from words union all select term from grams) as each
  group by term
  order by term
  on conflict (term) do update set chunks = known.chunks + excluded.chunks;

  insert into lexical_words as known (word, chunks)
  select word collate "C", count(*) as chunks
  from lexical_chunks cross join lateral unnest(vocabulary) as word
  where chunk_id = any (v_chunks)
  group by 1
  order by 1
  on conflict (word) do update set chunks = known.chunks + excluded.chunks;

  return cardinality(v_chunks);
end
$$;
