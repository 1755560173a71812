-- Writes down what a visit found of pages whose text is as it was: p_states [{id, web}], as list_web_documents() gives
-- them. {saved}. Called by saveWebStates(). The document, its passages and its updated_at stay as they are.
create or replace function save_web_states(p_states jsonb) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_saved int;
begin
  update documents d set web = s.web
  from jsonb_to_recordset(p_states) as s (id uuid, web jsonb)
  where d.id = s.id and d.web is not null;
  get diagnostics v_saved = row_count;
  return jsonb_build_object('saved', v_saved);
end
$$;
