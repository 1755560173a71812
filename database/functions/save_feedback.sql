-- A visitor's opinion of an answer, the last one given stands. Called by saveFeedback(). p_message_id is the turn's
-- id or the answer's row id, in that conversation, or in any of that visitor's: the newest when several match, for ids are a conversation's own.
-- {kind: saved} or {kind: not_found}, the same for an answer that is somebody else's.
drop function if exists save_feedback(text, text, text, text);
create or replace function save_feedback(
  p_user_id text,
  p_message_id text,
  p_rating text,
  p_comment text default null,
  p_conversation_id text default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
begin
  update messages set feedback = p_rating, feedback_comment = p_comment, feedback_at = clock_timestamp()
  where id = (
    select m.id
    from messages m
    join conversations c on c.id = m.conversation_id
    where (m.turn_id = p_message_id or m.id = p_message_id)
      and m.role = 'assistant'
      and c.user_id = p_user_id
      and (p_conversation_id is null or c.id = p_conversation_id)
    order by m.created_at desc
    limit 1
  );
  return jsonb_build_object('kind', case when found then 'saved' else 'not_found' end);
end
$$;
