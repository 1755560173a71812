-- v2's vector search for carole, kept for operators' SQL and automations: her passages and the shared ones, nearest
-- first, cosine similarity above the threshold. Exact (no index): the server itself calls search_knowledge().
drop function if exists match_documents_carole(vector, double precision, int, text);
create function match_documents_carole(
  query_embedding vector(1536),
  match_threshold double precision default 0.7,
  match_count int default 20,
  agent_filter text default 'carole'
) returns table (id uuid, content text, similarity double precision, filename text, agent_owner text)
language sql stable
set search_path = public, extensions, pg_temp
as $$
  select c.id, c.content, 1 - (c.embedding <=> query_embedding), d.filename, d.agent_owner
  from document_chunks c
  join documents d on d.id = c.document_id
  where d.agent_owner in (agent_filter, 'shared')
    and 1 - (c.embedding <=> query_embedding) > match_threshold
    and counts_on(d.valid_from, d.valid_until, (now() at time zone 'utc')::date)
  order by c.embedding <=> query_embedding
  limit match_count
$$;
