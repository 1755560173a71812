-- Indexes chunks that have no lexical vectors yet (written by an older version or by an operator's own SQL), a few
-- documents a call: {indexed, remaining} in documents. p_all forgets the whole index first, which an upgrade that
-- changes how texts are read needs. Called by reindexChunks().
create or replace function reindex_chunks(p_limit int default 100, p_all bool default false) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_missing uuid[];
begin
  if p_all then
    delete from lexical_chunks;
  end if;
  select coalesce(array_agg(distinct c.document_id), '{}') into v_missing
  from document_chunks c
  where not exists (select from lexical_chunks l where l.chunk_id = c.id);
  perform index_chunks(document_id) from unnest(v_missing[1:p_limit]) as document_id;
  return jsonb_build_object(
    'indexed', least(p_limit, cardinality(v_missing)),
    'remaining', greatest(0, cardinality(v_missing) - p_limit)
  );
end
$$;
