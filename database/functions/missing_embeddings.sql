-- The first p_limit chunks, by id and after p_after, that have no embedding of a model: [{chunk_id, owner, text}]. The text is
-- what is to be embedded: the headings above the passage, which name its subject, and the passage; at most 12,000
-- characters, as the lexical index reads. Called by missingEmbeddings().
create or replace function missing_embeddings(p_model text, p_limit int default 64, p_after text default null) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- In the order of an index, and no further than asked, whatever the statistics say.
set enable_seqscan = off
set enable_sort = off
set jit = off
as $$
declare
  v_after constant uuid := coalesce(p_after::uuid, '00000000-0000-0000-0000-000000000000');
  v_chunks uuid[];
begin
  if p_model = active_embedding_model() then
    v_chunks := array(
      select id from document_chunks where search_bits is null and id > v_after order by id limit p_limit
    );
  else
    v_chunks := array(
      select id from document_chunks c
      where id > v_after and not exists (select from next_embeddings n where n.chunk_id = c.id and n.model = p_model)
      order by id limit p_limit
    );
  end if;
  return coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'chunk_id', c.id,
        'owner', d.agent_owner,
        'text', left(concat_ws(E'\n', coalesce(c.section, d.title), c.content), 12000)
      )
      order by c.id
    )
    from document_chunks c
    join documents d on d.id = c.document_id
    where c.id = any (v_chunks)
  ), '[]');
end
$$;
