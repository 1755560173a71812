-- The documents there are, by owner and source; of one owner when p_owner is given. Called by listDocuments().
-- [{id, owner, source, url, filename, title, file_type, content_hash, tags, category, priority, valid_from,
-- valid_until, counts (today), pairs, language, pages, signature, chunks, tokens, gone_since, updated_at}];
-- signature: what near-duplicates are found by, null when the document has no report;
-- gone_since: when its page was first found to be gone from the web, null while it is there, and of files.
create or replace function list_documents(p_owner text default null) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
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
        'pairs', coalesce(q.pairs, 0),
        'language', d.language,
        'pages', d.pages,
        'signature', d.report ->> 'signature',
        'chunks', coalesce(c.chunks, 0),
        'tokens', coalesce(c.tokens, 0),
        'gone_since', d.web ->> 'gone_since',
        'updated_at', to_iso(d.updated_at)
      )
      order by d.agent_owner, d.source, d.id
    ),
    '[]'
  )
  from documents d
  left join (
    select document_id, count(*) as chunks, sum(token_count) as tokens from document_chunks group by document_id
  ) c on c.document_id = d.id
  left join (select document_id, count(*) as pairs from pair_questions where position = 0 group by document_id) q
    on q.document_id = d.id
  where p_owner is null or d.agent_owner = p_owner
$$;
