-- Removes a question–answer pair with what search knows of it: {deleted}. Called by deletePair(). An id that is no pair's is
-- an unknown id. Its file still has it: the next version of that which is read brings it back.
create or replace function delete_pair(p_id text) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_id uuid := (select chunk_id from pair_questions where chunk_id::text = lower(p_id) limit 1);
begin
  if v_id is null then
    return jsonb_build_object('deleted', false);
  end if;
  perform from documents d join document_chunks c on c.document_id = d.id where c.id = v_id for update of d;
  delete from lexical_chunks where chunk_id = v_id;
  delete from document_chunks where id = v_id;
  return jsonb_build_object('deleted', found);
end
$$;
