-- Adds the chunks of a document that are not in the lexical index yet, and counts their terms. Called by
-- put_document() and reindex_chunks(), in their transaction; returns how many chunks it added, p_limit at most.
-- A weight is BM25's tf / (tf + k1 (1 - b + b length / pivot)), k1 1.2, b 0.75 for stems and 0.95 for grams; the pivots
-- (110 stems, 600 grams) are constants, so that a chunk's vectors do not depend on its neighbours. The title counts
-- twice, the headings (which begin with it, as a rule) once, and so do the document's tags and category, and the other
-- ways to ask for a pair. At most 12,000 characters of a chunk are read, since
-- sparsevec holds 16,000 values, and 800 different stems kept, which is what fits the row they must stay in.
-- Terms are gathered by how often they come, so that a weight is worked out and written once for all of them.
create or replace function index_chunks(p_document uuid, p_limit int default null) returns int
language plpgsql
set search_path = public, extensions, pg_temp
-- Planned once a session, not once a document; without statistics a table that grew since would be scanned.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_chunks uuid[] := array(
    select id from document_chunks c
    where document_id = p_document and not exists (select from lexical_chunks l where l.chunk_id = c.id)
    limit p_limit
  );
  v_function_words text[] := lexical_function_words();
begin
  with texts as materialized (
    select c.id, d.agent_owner as owner, lexical_dictionary(d.language) as dictionary,
      lexical_tokens(concat_ws(' ', t.title, coalesce(left(c.section, 300), t.title),
        left(array_to_string(d.tags, ' '), 300), left(d.category, 100), left(asked.others, 1000), left(c.content, 12000)
      )) as tokens
    from document_chunks c
    join documents d on d.id = c.document_id
    cross join lateral (select left(coalesce(d.title, regexp_replace(d.filename, '\.\w+$', '')), 300) as title) as t
    cross join lateral (
      select string_agg(q.question, ' ' order by q.position) as others
      from pair_questions q where q.chunk_id = c.id and q.position > 0
    ) as asked
    where c.id = any (v_chunks)
  ), words as materialized (
    select t.id, tf, length, array_agg(term) as terms
    from texts t
    cross join lateral (
      select 1 + (hashtext('w:' || stem) & 536870911) as term, count(*) as tf, sum(count(*)) over () as length
      from unnest(t.tokens) as token
      cross join lateral (select (ts_lexize(t.dictionary, token))[1] as stem) as lexeme
      where stem is not null and (t.dictionary <> 'french_stem'::regdictionary or token <> all (v_function_words))
      group by 1
      order by tf desc, term
      limit 800
    ) as counted
    group by t.id, tf, length
  ), grams as materialized (
    select t.id, tf, length, array_agg(term) as terms
    from texts t
    cross join lateral (
      select 1 + (hashtext(gram) & 536870911) as term, count(*) as tf, sum(count(*)) over () as length
      from lexical_grams(t.tokens)
      group by 1
    ) as counted
    group by t.id, tf, length
  ), added as (
    insert into lexical_chunks (chunk_id, document_id, owner, words, keys, grams, vocabulary)
    select t.id, p_document, t.owner,
      (select '{' || coalesce(string_agg(array_to_string(terms, weight || ',') || weight, ','), '') || '}/536870912'
        from words
        cross join lateral (select ':' || (tf / (tf + 0.3 + 0.9 * length / 110))::real as weight) as weighed
        where words.id = t.id)::sparsevec,
      array(select unnest(terms) # hashtext(t.owner) from words where words.id = t.id),
      (select '{' || coalesce(string_agg(array_to_string(terms, weight || ',') || weight, ','), '') || '}/536870912'
        from grams
        cross join lateral (select ':' || (tf / (tf + 0.06 + 1.14 * length / 600))::real as weight) as weighed
        where grams.id = t.id)::sparsevec,
      array(select distinct token from unnest(t.tokens) as token where length(token) between 4 and 30 and token !~ '[0-9]')
    from texts t
  )
  insert into lexical_terms as known (term, chunks)
  select term, count(*) as chunks
  from (
    select 0 as term from texts
    union all select unnest(terms) from words
    union all select unnest(terms) from grams
  ) as each
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

  insert into lexical_owners as known (owner, chunks)
  select owner, count(*) from lexical_chunks where chunk_id = any (v_chunks) group by owner
  on conflict (owner) do update set chunks = known.chunks + excluded.chunks;

  return cardinality(v_chunks);
end
$$;
