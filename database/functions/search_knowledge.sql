-- The passages that answer a query, best first: for each agent of p_agents at most p_limit of its own documents and
-- the shared ones, in one array, each passage once: {passages, pairs, embedding_model}. Called by searchKnowledge(). Passage:
-- {chunk_id, document_id, owner, filename, title, section, page, url, content, position, tags, score, lexical, dense, words,
-- grams, priority}; `pairs` is search_pairs(). A document that does not count today (valid_from, valid_until) is not there.
-- Lexical: BM25 of stems over everything visible, then of 5-character grams over each agent's best 60 of that (the
-- same ranking as grams over everything, measured); both divided by the query's idf mass, grams weighing twice.
-- `lexical` says how much of the query a passage supports: 1 when it says everything in a passage of usual length.
-- `embedding_model` is the active one; p_embedding is not looked at when it is another model's (p_embedding_model, the active
-- one when null). Stable: all of it is read from one snapshot, so that a switch of models comes before it or after.
-- Dense, when p_embedding is given: cosine similarity, the index's best 50 an owner; `score` is then their fusion by
-- rank (1/(60 + rank) each, 1 for the first of both), otherwise `lexical` before its cap. Each point of a document's
-- priority, five at most, moves it by one percent.
drop function if exists search_knowledge(text, jsonb, vector, int);
create or replace function search_knowledge(
  p_query text,
  p_agents jsonb,
  p_embedding vector default null,
  p_limit int default 20,
  p_embedding_model text default null
) returns jsonb
language plpgsql stable
set search_path = public, extensions, pg_temp
-- Planned once a session: a few hundred look-ups by key, each in a `lateral … limit 1`, since the planner, which cannot
-- know how few they are, else began at the documents and read all their chunks (40 ms at 5,000).
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_agents text[] := array(select distinct agent from jsonb_array_elements_text(p_agents) as agent);
  v_owners text[] := array(select unnest(v_agents) union select 'shared' where cardinality(v_agents) > 0);
  v_limit int := greatest(0, least(p_limit, 200));
  v_today constant date := (now() at time zone 'utc')::date;
  -- Passed over before any limit: a document that does not count today takes nobody's place, however long it is.
  v_idle constant uuid[] := array(
    select d.id from documents d
    where d.agent_owner = any (v_owners) and (d.valid_from is not null or d.valid_until is not null)
      and not counts_on(d.valid_from, d.valid_until, v_today)
  );
  v_spoken constant int := greatest(60, 3 * v_limit);
  v_model constant text := active_embedding_model();
  v_embedding constant vector := case when coalesce(p_embedding_model, v_model) = v_model then p_embedding end;
  v_query record;
  v_result jsonb;
begin
  select * into v_query from lexical_query(p_query, array(
    select distinct lexical_dictionary(language) from document_languages(v_owners) as language
  ));

  with said as (
    select found.*, owner
    from unnest(case when v_query.words_mass > 0 then v_owners end) as owner
    cross join lateral search_words(
      owner, v_query.words, v_query.terms, v_query.counts, v_query.akin, v_spoken, v_idle
    ) as found
  ), stemmed as (
    select distinct on (chunk_id) chunk_id, document_id, grams, score as words_score
    from (
      select s.*, row_number() over (partition by agent order by s.score desc, s.chunk_id) as place
      from unnest(v_agents) as agent
      join said s on s.owner in (agent, 'shared')
    ) as visible
    where place <= v_spoken
  ), lexical as materialized ( -- else `support` would be worked out wherever it is named
    select chunk_id, document_id,
      words_score / v_query.words_mass as words, -(grams <#> v_query.grams) / nullif(v_query.grams_mass, 0) as grams,
      -- A query of one or two letters has no grams.
      2.2 / 3 * (words_score / v_query.words_mass
        + 2 * coalesce(-(grams <#> v_query.grams) / nullif(v_query.grams_mass, 0), words_score / v_query.words_mass)
      ) as support
    from stemmed
  ), nearest as (
    select chunk_id, document_id, rank() over (order by distance) as place
    from search_embeddings(
      v_embedding, case when v_embedding is null then '{}' else v_owners end, greatest(50, v_limit), v_idle
    )
  ), weighed as (
    -- What was read until here is each owner's own, as a trigger keeps it; from here on it is what the document says.
    select either.*, d.agent_owner as owner, d.priority, 1 + 0.01 * greatest(-5, least(5, d.priority))::float8 as favour
    from (
      select chunk_id, coalesce(l.document_id, n.document_id) as document_id, l.support, l.words, l.grams, n.place as dense_place
      from (select * from lexical where support > 0) as l
      full join nearest n using (chunk_id)
    ) as either
    cross join lateral (
      select agent_owner, priority from documents
      where id = either.document_id and counts_on(valid_from, valid_until, v_today) limit 1
    ) as d
  ), scored as (
    select w.*,
      favour * case when v_embedding is null then support else 30.5 * (
        coalesce(1.0 / (60 + dense_place), 0)
        + case when support is null then 0 else 1.0 / (60 + rank() over (order by support * favour desc nulls last)) end
      ) end as score
    from weighed w
  ), ranked as (
    select s.*, row_number() over (partition by agent order by s.score desc, s.chunk_id) as place
    from unnest(v_agents) as agent
    join scored s on s.owner in (agent, 'shared')
  )
  select jsonb_agg(
    jsonb_build_object(
      'chunk_id', chunk.id, 'document_id', d.id, 'owner', d.agent_owner, 'filename', d.filename,
      'title', coalesce(d.title, d.filename), 'section', chunk.section, 'page', chunk.page,
      'url', coalesce(d.url, case when d.source ~* '^https?://' then d.source end) || coalesce('#' || chunk.anchor, ''),
      'content', chunk.content, 'position', chunk.position, 'tags', to_jsonb(d.tags),
      'score', kept.score, 'lexical', greatest(0, least(1, coalesce(kept.support, 0))),
      'dense', 1 - (chunk.embedding <=> v_embedding),
      'words', kept.words, 'grams', kept.grams, 'priority', kept.priority
    ) order by kept.score desc, kept.chunk_id
  ) into v_result
  from (select distinct on (chunk_id) chunk_id, score, support, words, grams, priority from ranked where place <= v_limit) as kept
  cross join lateral (select * from document_chunks where id = kept.chunk_id limit 1) as chunk
  cross join lateral (select * from documents where id = chunk.document_id limit 1) as d;
  return jsonb_build_object(
    'passages', coalesce(v_result, '[]'),
    'pairs', search_pairs(p_query, v_owners, v_embedding),
    'embedding_model', v_model
  );
end
$$;
