-- What search reads of a chunk besides its text, kept right whoever writes it: put_document() or an operator's SQL.
create or replace function describe_chunk() returns trigger
language plpgsql
set search_path = public, extensions, pg_temp
as $$
begin
  new.search_owner := (select agent_owner from documents where id = new.document_id);
  new.search_bits := binary_quantize(new.embedding)::bit(1536);
  return new;
end
$$;

create or replace trigger document_chunks_describe
  before insert or update of document_id, embedding, search_owner, search_bits on document_chunks
  for each row execute function describe_chunk();
