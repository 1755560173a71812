-- What start-up reads: {version, documents, chunks, embedded, embedding_model, conversations}. `version` is the
-- last migration's name, `embedded` how many chunks have a vector, of `embedding_model`, `conversations` whether there is one.
-- `search_bits` is there when an embedding is, and counted in an index: embeddings fill a page each.
create or replace function database_status() returns jsonb
language sql stable
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
  select jsonb_build_object(
    'version', (select max(name) from schema_migrations where kind = 'migration'),
    'documents', (select count(*) from documents),
    'chunks', (select count(*) from document_chunks),
    'embedded', (select count(*) from document_chunks where search_bits is not null),
    'embedding_model', active_embedding_model(),
    'conversations', exists (select from conversations)
  )
$$;
