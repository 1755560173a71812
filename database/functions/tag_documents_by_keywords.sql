-- v2's way to give documents to an agent: those whose file name, title or category holds one of the keywords
-- (capitals do not matter). Returns how many changed owner. A document whose source that agent already has stays.
drop function if exists tag_documents_by_keywords(text, text[]);
create function tag_documents_by_keywords(p_agent_owner text, p_keywords text[]) returns int
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_document documents;
  v_changed int := 0;
begin
  for v_document in
    select d.* from documents d
    where d.agent_owner <> p_agent_owner
      and exists (
        select from unnest(p_keywords) as keyword
        where keyword <> ''
          and position(lower(keyword) in lower(concat_ws(' ', d.filename, d.title, d.category))) > 0
      )
      and not exists (
        select from documents other where other.agent_owner = p_agent_owner and other.source = d.source
      )
    order by d.id
    for update
  loop
    -- What search knows of a chunk includes its owner.
    perform unindex_chunks(v_document.id);
    update documents set agent_owner = p_agent_owner, updated_at = clock_timestamp() where id = v_document.id;
    perform index_chunks(v_document.id);
    v_changed := v_changed + 1;
  end loop;
  return v_changed;
end
$$;
