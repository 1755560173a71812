-- Makes a model the active one, all at once, when every chunk has its embedding of it, or no chunk has any:
-- {active, missing}, `missing` being how many stand in the way. Chunks of p_without, which the model refused, don't, and are
-- found by their words alone from then on; unless it refused all of them: paid embeddings are not given up for none.
-- Searches go on with the old model until the commit and see one or the
-- other; whoever stores or deletes chunks waits. Called by switchEmbeddingModel().
create or replace function switch_embedding_model(p_model text, p_without jsonb default '[]') returns jsonb
language plpgsql
set search_path = public, extensions, pg_temp
-- Each row is written anew, and its bits into the index. PostgREST grants this to the call, and goes on when the gateway
-- in front no longer waits: who asks again waits at the lock and is told what became of it.
set statement_timeout = '1h'
-- Chunk by chunk through their keys, whatever the statistics say.
set enable_seqscan = off
set enable_hashjoin = off
set jit = off
as $$
declare
  v_without constant uuid[] := array(select jsonb_array_elements_text(p_without)::uuid);
  v_missing int := 0;
begin
  -- First this, which put_document() holds while it writes, then the table: neither waits for the other in a circle.
  perform pg_advisory_xact_lock(hashtext('chatbot.embedding_models'), 0);
  if p_model = active_embedding_model() then
    return jsonb_build_object('active', p_model, 'missing', 0);
  end if;
  lock table document_chunks in share row exclusive mode;
  if exists (select from document_chunks where search_bits is not null) then
    select count(*) into v_missing
    from document_chunks c
    where not exists (select from next_embeddings n where n.chunk_id = c.id and n.model = p_model)
      and (c.id <> all (v_without) or not exists (select from next_embeddings n where n.model = p_model));
  end if;
  if v_missing > 0 then
    return jsonb_build_object('active', active_embedding_model(), 'missing', v_missing);
  end if;
  update document_chunks set embedding = null where id = any (v_without) and search_bits is not null;
  update document_chunks c set embedding = n.embedding
  from next_embeddings n
  where n.chunk_id = c.id and n.model = p_model;
  delete from next_embeddings;
  update embedding_models set is_active = false where is_active;
  insert into embedding_models (name, is_active) values (p_model, true)
  on conflict (name) do update set is_active = true, activated_at = clock_timestamp();
  return jsonb_build_object('active', p_model, 'missing', 0);
end
$$;
