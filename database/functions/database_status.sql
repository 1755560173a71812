-- What start-up reads: {version, documents, chunks, embedded, conversations}. `version` is the last
-- migration's name, `embedded` how many chunks have a vector, `conversations` whether there is one at all.
create or replace function database_status() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'version', (select max(name) from schema_migrations where kind = 'migration'),
    'documents', (select count(*) from documents),
    'chunks', (select count(*) from document_chunks),
    'embedded', (select count(*) from document_chunks where embedding is not null),
    'conversations', exists (select from conversations)
  )
$$;
