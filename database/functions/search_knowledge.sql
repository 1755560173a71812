-- The passages that answer a query, best first: for each agent of p_agents at most p_limit of its own documents and
-- the shared ones, in one array, each passage once. Called by searchKnowledge(). Passage: {chunk_id, document_id,
-- owner, filename, title, section, page, url, content, position, tags, score, lexical, dense}.
-- Lexical: BM25 of stems over everything visible, then of 5-character grams over each owner's best 60 of that (the
-- same ranking as grams over everything, measured); both divided by the query's idf mass, grams weighing twice.
-- `lexical` says how much of the query a passage supports: 1 when it says everything in a passage of usual length.
-- Dense, when p_embedding is given: cosine similarity, the index's best 50 an owner; `score` is then their fusion by
-- rank (1/(60 + rank) each, 1 for the first of both), otherwise `lexical` before its cap. Each point of a document's
-- priority, five at most, moves it by one percent.
create or replace function search_knowledge(
  p_query text,
  p_agents jsonb,
  p_embedding vector default null,
  p_limit int default 20
) returns jsonb
language plpgsql stable
set search_path = public, extensions, pg_temp
-- A plan that was made while the tables were empty would be four times as slow once they are full.
set plan_cache_mode = force_custom_plan
as $$
declare
  v_agents text[] := array(select distinct agent from jsonb_array_elements_text(p_agents) as agent);
  v_owners text[] := array(select unnest(v_agents) union select 'shared' where cardinality(v_agents) > 0);
  v_limit int := greatest(0, least(p_limit, 200));
  v_query record;
  v_dense_ids uuid[] := '{}';
  v_result jsonb;
begin
  select * into v_query from lexical_query(p_query, array(
    select distinct lexical_dictionary(language)
    from (select distinct language from documents where agent_owner = any (v_owners)) as spoken
  ));
  if p_embedding is not null then
    v_dense_ids := search_embeddings(p_embedding, v_owners, greatest(50, v_limit));
  end if;

  -- One pass over what is visible, then the best of each owner: a pass for each owner costs as much again.
  with visible as materialized (
    select l.chunk_id, array_position(v_owners, d.agent_owner) as owner, d.priority,
      -(l.words <#> v_query.words) as words_score
    from lexical_chunks l
    join documents d on d.id = l.document_id
    where d.agent_owner = any (v_owners) and v_query.words_mass > 0
  ), stemmed as (
    select best.*
    from generate_series(1, cardinality(v_owners)) as owners (owner)
    cross join lateral (
      -- Those that share no stem come last: in a small corpus, grams find them yet.
      select v.* from visible v
      where v.owner = owners.owner
      order by v.words_score desc, v.chunk_id
      limit greatest(60, 3 * v_limit)
    ) as best
  ), lexical as materialized ( -- else `support` would be worked out wherever it is named
    select s.chunk_id, v_owners[s.owner] as owner, s.priority,
      -- A query of one or two letters has no grams.
      2.2 / 3 * (s.words_score / v_query.words_mass
        + 2 * coalesce(-(l.grams <#> v_query.grams) / nullif(v_query.grams_mass, 0), s.words_score / v_query.words_mass)
      ) as support
    from stemmed s
    join lexical_chunks l using (chunk_id)
  ), nearest as (
    select c.id as chunk_id, d.agent_owner as owner, d.priority, place
    from unnest(v_dense_ids) with ordinality as found (id, place)
    join document_chunks c using (id)
    join documents d on d.id = c.document_id
    where d.agent_owner = any (v_owners)
  ), weighed as (
    select chunk_id, coalesce(l.owner, n.owner) as owner, l.support, n.place as dense_place,
      1 + 0.01 * greatest(-5, least(5, coalesce(l.priority, n.priority)))::float8 as favour
    from (select * from lexical where support > 0) as l
    full join nearest n using (chunk_id)
  ), scored as (
    select w.*,
      favour * case when p_embedding is null then support else 30.5 * (
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
      'url', coalesce(d.url, case when d.source ~* '^https?://' then d.source end),
      'content', chunk.content, 'position', chunk.position, 'tags', to_jsonb(d.tags),
      'score', kept.score, 'lexical', greatest(0, least(1, coalesce(kept.support, 0))),
      'dense', 1 - (chunk.embedding <=> p_embedding)
    ) order by kept.score desc, kept.chunk_id
  ) into v_result
  from (select distinct on (chunk_id) chunk_id, score, support from ranked where place <= v_limit) as kept
  join document_chunks chunk on chunk.id = kept.chunk_id
  join documents d on d.id = chunk.document_id;
  return coalesce(v_result, '[]');
end
$$;
