-- Stores embeddings of a model: {stored}. Those of the active one become searchable at once; those of another wait in
-- `next_embeddings` for switch_embedding_model(). p_embeddings: [{chunk_id, embedding}], 1536 numbers each. Chunks that are
-- gone meanwhile are left out. Called by storeEmbeddings().
create or replace function store_embeddings(p_model text, p_embeddings jsonb) returns jsonb
language plpgsql
set search_path = public, extensions, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_stored int;
begin
  perform pg_advisory_xact_lock_shared(hashtext('chatbot.embedding_models'), 0); -- what is active stays so until the end
  if p_model = active_embedding_model() then
    update document_chunks c set embedding = (given.embedding #>> '{}')::vector
    from jsonb_to_recordset(p_embeddings) as given (chunk_id uuid, embedding jsonb)
    where c.id = given.chunk_id and c.search_bits is null;
  else
    insert into next_embeddings as known (chunk_id, model, embedding)
    select c.id, p_model, (given.embedding #>> '{}')::vector
    from jsonb_to_recordset(p_embeddings) as given (chunk_id uuid, embedding jsonb)
    join document_chunks c on c.id = given.chunk_id
    for key share of c
    on conflict (chunk_id) do update set model = excluded.model, embedding = excluded.embedding;
  end if;
  get diagnostics v_stored = row_count;
  return jsonb_build_object('stored', v_stored);
end
$$;
