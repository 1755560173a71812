-- The p_limit chunks of each owner nearest to an embedding, by cosine distance. Part of search_knowledge().
-- The best 150 by bits, ordered by the embeddings themselves. An owner's bits are read whole, and nothing is missed,
-- while that is cheaper than walking the graph (about 0.4 µs a chunk against 10 µs a step, of which 150 / the owner's
-- share are needed: 20,000 chunks of 100,000), or when pgvector cannot walk on until it has enough of them (before 0.8).
-- `+ 0` keeps the graph away from the first query, and enable_sort away from the second: the planner, which knows
-- neither the owners nor what an embedding costs to read, chose wrong where it could. Stable: an owner's bits and the
-- embeddings they lead to are of one snapshot, which is search_knowledge()'s.
-- Chunks of the documents p_idle are passed over before any limit. Their bits' index doesn't know the document, so the nearest are
-- looked up one after the other until there are enough; while nothing is idle, the first are sorted out and no more.
drop function if exists search_embeddings(vector, text[], int);
drop function if exists search_embeddings(vector, text[], int, uuid[]); -- its columns may have been others
create function search_embeddings(p_embedding vector, p_owners text[], p_limit int, p_idle uuid[] default '{}')
returns table (chunk_id uuid, document_id uuid, distance float8)
language plpgsql stable
set search_path = public, extensions, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set jit = off
as $$
declare
  v_bits constant bit(1536) := binary_quantize(p_embedding)::bit(1536);
  v_walks constant bool := current_setting('hnsw.iterative_scan', true) is not null;
  v_best constant int := greatest(150, p_limit);
  v_idle constant bool := cardinality(p_idle) > 0;
  v_all float8 := (select sum(chunks) from lexical_owners);
  v_owner text;
  v_chunks float8;
begin
  if v_walks then
    perform set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '150', true);
  end if;
  foreach v_owner in array p_owners loop
    v_chunks := coalesce((select chunks from lexical_owners where owner = v_owner), 0);
    if not v_walks or v_chunks * v_chunks <= 4000 * v_all then
      return query
      select c.id, c.document_id, c.embedding <=> p_embedding
      from (
        select sorted.id
        from (
          select b.id from document_chunks b
          where b.search_owner = v_owner and b.search_bits is not null
          order by (b.search_bits <~> v_bits) + 0
          limit case when not v_idle then v_best end
        ) as sorted
        where not v_idle
          or (select l.document_id from document_chunks l where l.id = sorted.id) not in (select unnest(p_idle))
        limit v_best
      ) as near
      join document_chunks c on c.id = near.id
      order by c.embedding <=> p_embedding
      limit p_limit;
    else
      return query
      select near.id, near.document_id, near.embedding <=> p_embedding
      from (
        select b.id, b.document_id, b.embedding from document_chunks b
        where b.search_owner = v_owner and b.search_bits is not null and b.document_id not in (select unnest(p_idle))
        order by b.search_bits <~> v_bits
        limit v_best
      ) as near
      order by near.embedding <=> p_embedding
      limit p_limit;
    end if;
  end loop;
end
$$;
