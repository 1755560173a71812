-- Stores a document and its chunks whole, in one transaction; replaces the version of the same owner and source.
-- Called by putDocument(). p_document: {agent_owner, source, url, filename, file_type, title, language, tags,
-- category, priority, content_hash, pages, uploaded_by, report, web}; p_chunks: [{index, content, section, anchor, page, position,
-- token_count, embedding}], embedding an array of 1536 numbers or absent, made by p_embedding_model (the active one when null). Those of
-- another model wait in `next_embeddings`. A chunk with `questions` is a pair (put_pairs). p_document may also say valid_from and
-- valid_until; what set_document() said stands over all of it.
-- {kind: stored | replaced | unchanged, id, chunks}; unchanged when content_hash and everything said about the
-- document are equal: then p_chunks is not looked at. Raises CB422 without a source.
drop function if exists put_document(jsonb, jsonb);
create or replace function put_document(p_document jsonb, p_chunks jsonb, p_embedding_model text default null) returns jsonb
language plpgsql
set search_path = public, extensions, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_new documents := jsonb_populate_record(null::documents, p_document);
  v_old documents;
  v_kind text;
  v_is_active bool;
begin
  perform pg_advisory_xact_lock_shared(hashtext('chatbot.embedding_models'), 0); -- what is active stays so until the end
  v_is_active := coalesce(p_embedding_model = active_embedding_model(), true);
  v_new.agent_owner := coalesce(v_new.agent_owner, 'shared');
  v_new.tags := coalesce(v_new.tags, '{}');
  v_new.priority := coalesce(v_new.priority, 0);
  v_new.url := substring(v_new.url from '(?i)^https?://\S+$'); -- answers link to it

  if v_new.source is null then
    raise exception 'a document needs a source' using errcode = 'CB422';
  end if;
  loop -- again when somebody deletes it between the two statements
    insert into documents (agent_owner, source) values (v_new.agent_owner, v_new.source)
    on conflict (agent_owner, source) do nothing;
    v_kind := case when found then 'stored' else 'replaced' end;
    select * into v_old from documents
    where agent_owner = v_new.agent_owner and source = v_new.source
    for update;
    exit when found;
  end loop;
  v_new := jsonb_populate_record(v_new, v_old.set_by_hand);

  if v_kind = 'replaced'
    and v_old.content_hash = v_new.content_hash
    and (v_old.url, v_old.filename, v_old.file_type, v_old.title, v_old.language, v_old.tags, v_old.category, v_old.priority, v_old.pages,
      v_old.valid_from, v_old.valid_until)
      is not distinct from
      (v_new.url, v_new.filename, v_new.file_type, v_new.title, v_new.language, v_new.tags, v_new.category, v_new.priority, v_new.pages,
      v_new.valid_from, v_new.valid_until)
  then
    -- What was asked of the web and when changes more often than a page does.
    if v_new.web is not null then
      update documents set web = v_new.web where id = v_old.id;
    end if;
    return jsonb_build_object('kind', 'unchanged', 'id', v_old.id,
      'chunks', (select count(*) from document_chunks where document_id = v_old.id));
  end if;

  if v_kind = 'replaced' then
    perform unindex_chunks(v_old.id);
    delete from document_chunks where document_id = v_old.id;
  end if;
  update documents set
    url = v_new.url,
    filename = v_new.filename,
    file_type = v_new.file_type,
    title = v_new.title,
    language = v_new.language,
    tags = v_new.tags,
    category = v_new.category,
    priority = v_new.priority,
    valid_from = v_new.valid_from,
    valid_until = v_new.valid_until,
    content_hash = v_new.content_hash,
    pages = v_new.pages,
    report = v_new.report,
    web = v_new.web,
    uploaded_by = coalesce(v_new.uploaded_by, uploaded_by),
    updated_at = clock_timestamp()
  where id = v_old.id;
  insert into document_chunks (document_id, chunk_index, content, section, anchor, page, position, token_count, embedding)
  select v_old.id, c."index", c.content, c.section,
    case when position('#' in coalesce(v_new.url, v_new.source)) = 0 then substring(c.anchor from '^[^[:space:]#]{1,200}$') end,
    c.page, c."position", c.token_count,
    case when v_is_active then (c.embedding #>> '{}')::vector end
  from jsonb_to_recordset(p_chunks) as c (
    "index" int, content text, section text, anchor text, page int, "position" int, token_count int, embedding jsonb
  );
  if not v_is_active then
    insert into next_embeddings (chunk_id, model, embedding)
    select stored.id, p_embedding_model, (c.embedding #>> '{}')::vector
    from jsonb_to_recordset(p_chunks) as c ("index" int, embedding jsonb)
    join document_chunks stored on stored.document_id = v_old.id and stored.chunk_index = c."index"
    where c.embedding #>> '{}' is not null;
  end if;
  perform put_pairs(v_old.id, p_chunks);
  perform index_chunks(v_old.id);
  return jsonb_build_object('kind', v_kind, 'id', v_old.id, 'chunks', jsonb_array_length(p_chunks));
end
$$;
