-- The languages that documents of these owners are in, null among them when there is one without. Each is looked up
-- after the one before: a corpus has few, and may have a hundred thousand documents.
-- In PL/pgSQL, which plans it once a session: an SQL function is planned at each call.
create or replace function document_languages(p_owners text[]) returns setof text
language plpgsql stable
set search_path = public, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with recursive spoken (owner, language) as (
    select owner, (select min(language) from documents where agent_owner = owner)
    from unnest(p_owners) as owner
    union all
    select s.owner, (select min(d.language) from documents d where d.agent_owner = s.owner and d.language > s.language)
    from spoken s
    where s.language is not null
  )
  select distinct language from spoken where language is not null
  union all
  select null
  where exists (
    select from unnest(p_owners) as owner
    where exists (select from documents d where d.agent_owner = owner and d.language is null)
  );
end
$$;
