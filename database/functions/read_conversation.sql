-- The last p_limit messages of a conversation, or of those before the message p_before, oldest first, for the visitor who
-- opened it. Called by readConversation(). {kind: found, status, messages: [...], has_more} (contract/conversation.ts), where
-- has_more says that there are older ones still, or {kind: forbidden}.
-- An unknown conversation is an empty one: the visitor who has just made it asks before the first message. Before an
-- unknown message, one since deleted for its age or one of another conversation, there is nothing.
create or replace function read_conversation(
  p_conversation_id text,
  p_user_id text,
  p_limit int default 50,
  p_before text default null
) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
as $$
declare
  v_conversation conversations;
  v_before messages;
  v_messages jsonb;
  v_has_more boolean;
begin
  select * into v_conversation from conversations where id = p_conversation_id;
  if found and v_conversation.user_id <> p_user_id then
    return jsonb_build_object('kind', 'forbidden');
  end if;
  if p_before is not null then
    select * into v_before from messages where id = p_before and conversation_id = p_conversation_id;
  end if;
  -- One more than asked for, to know whether there is one. Rows of version 1 may share an instant: there the question
  -- comes before its answer, and the id decides the rest, so that no page misses or repeats one.
  select jsonb_agg(
    jsonb_build_object(
      'id', id,
      'message_id', coalesce(turn_id, id),
      'role', role,
      'content', content,
      'agent', agent,
      'confidence', confidence,
      'sources', sources,
      'feedback', feedback,
      'status', status,
      'created_at', to_iso(created_at)
    )
    order by created_at, role desc, id
  ) into v_messages
  from (
    select * from messages
    where conversation_id = p_conversation_id
      and (
        p_before is null
        or (created_at, role = 'assistant', id) < (v_before.created_at, v_before.role = 'assistant', v_before.id)
      )
      and created_at <= coalesce(v_before.created_at, 'infinity')
    order by created_at desc, role, id desc
    limit p_limit + 1
  ) recent;
  v_messages := coalesce(v_messages, '[]');
  v_has_more := jsonb_array_length(v_messages) > p_limit;
  return jsonb_build_object(
    'kind', 'found',
    'status', coalesce(v_conversation.status, 'active'),
    'messages', case when v_has_more then v_messages - 0 else v_messages end,
    'has_more', v_has_more
  );
end
$$;
