-- The p_limit chunks of each owner nearest to an embedding, all together nearest first. Part of search_knowledge().
-- The index reads on until it has enough of the owner's (pgvector 0.8; before, a rare owner may get fewer). The vector
-- is typed and planned with its value: as text it would be cast once a row, under a generic plan the index goes unused.
create or replace function search_embeddings(p_embedding vector, p_owners text[], p_limit int) returns uuid[]
language plpgsql
set search_path = public, extensions, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  v_embedding constant halfvec(1536) := p_embedding::halfvec(1536);
begin
  if current_setting('hnsw.iterative_scan', true) is not null then
    perform set_config('hnsw.iterative_scan', 'strict_order', true);
  end if;
  return array(
    select near.id
    from unnest(p_owners) as owner
    cross join lateral (
      select c.id, c.embedding::halfvec(1536) <=> v_embedding as distance
      from document_chunks c
      where c.embedding is not null
        and c.document_id in (select d.id from documents d where d.agent_owner = owner)
      order by c.embedding::halfvec(1536) <=> v_embedding
      limit p_limit
    ) as near
    order by near.distance
  );
end
$$;
