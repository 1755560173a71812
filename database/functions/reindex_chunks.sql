-- Indexes chunks that have no lexical vectors yet (written by an older version or by an operator's own SQL), a few
-- documents a call: {indexed, remaining} in documents. At most p_limit of them, and none more once 4 s have passed, so
-- that a call stays within what interfaces in between wait for. p_all forgets the whole index first, which an upgrade
-- that changes how texts are read needs. Called by reindexChunks().
create or replace function reindex_chunks(p_limit int default 100, p_all bool default false) returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_started constant timestamptz := clock_timestamp();
  v_missing uuid[];
  v_document uuid;
  v_indexed int := 0;
begin
  if p_all then
    delete from lexical_chunks;
  end if;
  select coalesce(array_agg(distinct c.document_id), '{}') into v_missing
  from document_chunks c
  where not exists (select from lexical_chunks l where l.chunk_id = c.id);
  foreach v_document in array v_missing[1:p_limit] loop
    perform index_chunks(v_document);
    v_indexed := v_indexed + 1;
    exit when clock_timestamp() > v_started + interval '4 seconds';
  end loop;
  return jsonb_build_object('indexed', v_indexed, 'remaining', cardinality(v_missing) - v_indexed);
end
$$;
