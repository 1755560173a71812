-- A document with its chunks in order, for the operator. Called by readDocument().
-- {kind: found, document: {as list_documents has it}, report (null before this version), chunks: [{index, content, section, anchor, page, position, token_count}]}
-- or {kind: not_found}; an id that is no uuid is an unknown id.
create or replace function read_document(p_id text) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select coalesce(
    (
      select jsonb_build_object(
        'kind', 'found',
        'document', jsonb_build_object(
          'id', d.id,
          'owner', d.agent_owner,
          'source', d.source,
          'url', d.url,
          'filename', d.filename,
          'title', d.title,
          'file_type', d.file_type,
          'content_hash', d.content_hash,
          'tags', d.tags,
          'category', d.category,
          'priority', d.priority,
          'valid_from', d.valid_from,
          'valid_until', d.valid_until,
          'counts', counts_on(d.valid_from, d.valid_until, (now() at time zone 'utc')::date),
          'pairs', (select count(*) from pair_questions q where q.document_id = d.id and q.position = 0),
          'language', d.language,
          'pages', d.pages,
          'signature', d.report ->> 'signature',
          'chunks', (select count(*) from document_chunks c where c.document_id = d.id),
          'tokens', (select coalesce(sum(token_count), 0) from document_chunks c where c.document_id = d.id),
          'gone_since', d.web ->> 'gone_since',
          'updated_at', to_iso(d.updated_at)
        ),
        'report', d.report,
        'chunks', coalesce(
          (
            select jsonb_agg(
              jsonb_build_object(
                'index', c.chunk_index,
                'content', c.content,
                'section', c.section,
                'anchor', c.anchor,
                'page', c.page,
                'position', c.position,
                'token_count', c.token_count
              )
              order by c.chunk_index
            )
            from document_chunks c
            where c.document_id = d.id
          ),
          '[]'
        )
      )
      from documents d
      where d.id::text = lower(p_id)
    ),
    jsonb_build_object('kind', 'not_found')
  )
$$;
