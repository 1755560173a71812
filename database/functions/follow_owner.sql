-- Gives a document's chunks to its new owner in what search knows of them, whoever changes it: an operator's SQL,
-- tag_documents_by_keywords().
create or replace function follow_owner() returns trigger
language plpgsql
set search_path = public, extensions, pg_temp
-- Look-ups by a document's id, whatever the statistics say.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_chunks int;
begin
  perform from lexical_terms where term = 0 for update; -- in line with index_chunks()
  update document_chunks set search_owner = new.agent_owner where document_id = new.id;
  update pair_questions set owner = new.agent_owner where document_id = new.id;
  update lexical_chunks
  set owner = new.agent_owner,
    keys = array(select key # hashtext(old.agent_owner) # hashtext(new.agent_owner) from unnest(keys) as key)
  where document_id = new.id;
  get diagnostics v_chunks = row_count;
  update lexical_owners set chunks = chunks - v_chunks where owner = old.agent_owner;
  delete from lexical_owners where owner = old.agent_owner and chunks <= 0;
  if v_chunks > 0 then
    insert into lexical_owners as known (owner, chunks) values (new.agent_owner, v_chunks)
    on conflict (owner) do update set chunks = known.chunks + excluded.chunks;
  end if;
  return null;
end
$$;

create or replace trigger documents_follow_owner
  after update of agent_owner on documents
  for each row when (old.agent_owner is distinct from new.agent_owner) execute function follow_owner();
