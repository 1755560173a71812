-- The model that made the embeddings of `document_chunks`; vectors of any other are never compared with them. Those that
-- versions 1 and 2 left are of text-embedding-3-small, which is also what is meant before a model is chosen.
create or replace function active_embedding_model() returns text
language sql stable
set search_path = public, pg_temp
as $$
  select coalesce((select name from embedding_models where is_active), 'text-embedding-3-small')
$$;
