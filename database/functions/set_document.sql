-- Says of a document what its file does not, whatever that says later: p_values {tags, category, priority, valid_from,
-- valid_until}, those that are present (null is no date, no category); p_forgotten: names that are the file's again, from its
-- next reading on. {kind: set} or {kind: not_found}; an id that is no uuid is an unknown id. Called by setDocument().
create or replace function set_document(p_id text, p_values jsonb, p_forgotten jsonb default '[]') returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_old documents;
  v_new documents;
  v_forgotten constant text[] := array(select jsonb_array_elements_text(p_forgotten));
begin
  select * into v_old from documents where id::text = lower(p_id) for update;
  if not found then
    return jsonb_build_object('kind', 'not_found');
  end if;
  v_new := v_old;
  v_new.set_by_hand := (v_old.set_by_hand - v_forgotten) || (
    select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(p_values)
    where key in ('tags', 'category', 'priority', 'valid_from', 'valid_until')
  );
  v_new := jsonb_populate_record(v_new, '{"tags": [], "category": null, "priority": 0, "valid_from": null, "valid_until": null}'
    - array(select unnest(array['tags', 'category', 'priority', 'valid_from', 'valid_until']) except select unnest(v_forgotten)));
  v_new := jsonb_populate_record(v_new, v_new.set_by_hand);
  update documents set
    tags = coalesce(v_new.tags, '{}'),
    category = v_new.category,
    priority = coalesce(v_new.priority, 0),
    valid_from = v_new.valid_from,
    valid_until = v_new.valid_until,
    set_by_hand = v_new.set_by_hand,
    content_hash = case when v_forgotten = '{}' then content_hash end, -- else its file would pass for unchanged
    updated_at = clock_timestamp()
  where id = v_old.id;
  if (v_old.tags, v_old.category) is distinct from (v_new.tags, v_new.category) then
    perform unindex_chunks(v_old.id);
    perform index_chunks(v_old.id);
  end if;
  return jsonb_build_object('kind', 'set');
end
$$;
