-- The documents that were read from the web, by owner and source, with what is known of them as pages: what a refresh
-- begins with. Called by listWebDocuments(). [{id, owner, source, title, content_hash, pages, chunks, web}]
create or replace function list_web_documents() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'id', d.id,
        'owner', d.agent_owner,
        'source', d.source,
        'title', d.title,
        'content_hash', d.content_hash,
        'pages', d.pages,
        'chunks', (select count(*) from document_chunks c where c.document_id = d.id),
        'web', d.web
      )
      order by d.agent_owner, d.source
    ),
    '[]'
  )
  from documents d
  where d.web is not null and d.source is not null
$$;
