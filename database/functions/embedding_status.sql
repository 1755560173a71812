-- What filling in the embeddings of a model takes: {active, chunks, embedded, missing, tokens}. `embedded` chunks have a
-- vector of the active model, `missing` have none of p_model; `tokens` is about what those are to its provider (chunks
-- that were never counted: three characters a token). Called by embeddingStatus().
create or replace function embedding_status(p_model text) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_active constant text := active_embedding_model();
  v_missing int;
  v_tokens bigint;
begin
  select count(*), coalesce(sum(
    coalesce(c.token_count, length(c.content) / 3) + length(coalesce(c.section, d.title, '')) / 3
  ), 0) into v_missing, v_tokens
  from document_chunks c
  join documents d on d.id = c.document_id
  where case when p_model = v_active then c.search_bits is null
    else not exists (select from next_embeddings n where n.chunk_id = c.id and n.model = p_model) end;
  return jsonb_build_object(
    'active', v_active,
    'chunks', (select count(*) from document_chunks),
    'embedded', (select count(*) from document_chunks where search_bits is not null),
    'missing', v_missing,
    'tokens', v_tokens
  );
end
$$;
