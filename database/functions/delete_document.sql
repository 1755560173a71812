-- Removes a document with its chunks and what search knows of them: {deleted}. Called by deleteDocument().
-- An id that is no uuid is an unknown id.
create or replace function delete_document(p_id text) returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_id uuid;
begin
  select id into v_id from documents where id::text = lower(p_id) for update;
  if not found then
    return jsonb_build_object('deleted', false);
  end if;
  perform unindex_chunks(v_id);
  delete from documents where id = v_id;
  return jsonb_build_object('deleted', true);
end
$$;
