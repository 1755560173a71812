-- Indexes chunks that have no lexical vectors yet (of an older version, or written by an operator's own SQL), for a
-- second at most: {indexed, remaining, next} in documents. `remaining` is how many are still to be looked at: call again
-- with p_after = `next`, the last one that needs nothing any more, until it is 0. {busy: true} when another process
-- is at it. p_all forgets the whole index first, which an upgrade that changes how texts are read needs. Called by
-- reindexChunks(); every call is short, because the REST interface of Supabase cuts those that are not, and because
-- whoever stores a document waits for it.
create or replace function reindex_chunks(
  p_limit int default 100,
  p_all bool default false,
  p_after text default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
-- Look-ups by key, whatever the statistics say of tables that were empty a moment ago.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_until constant timestamptz := clock_timestamp() + interval '1 second';
  v_after uuid := coalesce(p_after, '00000000-0000-0000-0000-000000000000')::uuid;
  v_indexed int := 0;
  v_over bool := false;
  v_document record;
begin
  if not pg_try_advisory_xact_lock(5417209004) then
    return jsonb_build_object('indexed', 0, 'remaining', 1, 'busy', true);
  end if;
  if p_all then
    delete from lexical_chunks;
  end if;
  <<pages>>
  loop
    v_over := true;
    for v_document in
      select page.id, exists (
        select from document_chunks c
        where c.document_id = page.id and not exists (select from lexical_chunks l where l.chunk_id = c.id)
      ) as missing
      from (select id from documents where id > v_after order by id limit 200) as page
      order by page.id
    loop
      v_over := false;
      if v_document.missing then
        exit pages when v_indexed >= p_limit;
        loop -- a few chunks at a time: some documents are books
          exit pages when clock_timestamp() > v_until;
          exit when index_chunks(v_document.id, 25) < 25;
        end loop;
        v_indexed := v_indexed + 1;
      end if;
      v_after := v_document.id;
    end loop;
    exit when v_over or clock_timestamp() > v_until;
  end loop;
  if v_over then
    return jsonb_build_object('indexed', v_indexed, 'remaining', 0);
  end if;
  return jsonb_build_object(
    'indexed', v_indexed,
    'remaining', (select count(*) from documents where id > v_after),
    'next', v_after
  );
end
$$;
