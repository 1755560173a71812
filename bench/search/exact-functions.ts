/** The two stages of search_knowledge() that look for candidates, weighing every chunk of an owner instead. */
export const exactFunctions = `
  create or replace function search_embeddings(p_embedding vector, p_owners text[], p_limit int, p_idle uuid[] default '{}')
  returns table (chunk_id uuid, document_id uuid, distance float8)
  language sql
  set enable_indexscan = off
  as $$
    select near.id, near.document_id, near.distance
    from unnest(p_owners) as owner
    cross join lateral (
      select c.id, c.document_id, c.embedding <=> p_embedding as distance from document_chunks c
      where c.search_owner = owner and c.embedding is not null
      order by c.embedding <=> p_embedding
      limit p_limit
    ) as near
  $$;
  create or replace function search_words(
    p_owner text, p_words sparsevec, p_terms int[], p_counts int[], p_akin int[], p_limit int, p_idle uuid[] default '{}'
  ) returns table (chunk_id uuid, document_id uuid, grams sparsevec, score float8)
  language sql stable
  as $$
    select l.chunk_id, l.document_id, l.grams, -(l.words <#> p_words) as weight
    from lexical_chunks l
    where l.owner = p_owner
    order by weight desc, l.chunk_id
    limit p_limit
  $$;`
