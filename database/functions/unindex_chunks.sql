-- Takes a document's chunks out of the lexical index; the statistics follow by trigger (lexical_forget). Called by
-- put_document(), delete_document() and tag_documents_by_keywords().
create or replace function unindex_chunks(p_document uuid) returns void
language sql
set search_path = public, pg_temp
as $$
  delete from lexical_chunks where document_id = p_document
$$;
