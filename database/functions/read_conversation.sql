-- The last p_limit messages of a conversation, oldest first, for the visitor who opened it. Called by
-- readConversation(). {kind: found, status, messages: [...]} (contract/conversation.ts) or {kind: forbidden}.
-- An unknown id is an empty conversation: the visitor who has just made it asks before the first message.
create or replace function read_conversation(p_conversation_id text, p_user_id text, p_limit int default 50) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
as $$
declare
  v_conversation conversations;
  v_messages jsonb;
begin
  select * into v_conversation from conversations where id = p_conversation_id;
  if found and v_conversation.user_id <> p_user_id then
    return jsonb_build_object('kind', 'forbidden');
  end if;
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
    order by created_at
  ) into v_messages
  from (
    select * from messages
    where conversation_id = p_conversation_id
    order by created_at desc
    limit p_limit
  ) recent;
  return jsonb_build_object(
    'kind', 'found',
    'status', coalesce(v_conversation.status, 'active'),
    'messages', coalesce(v_messages, '[]')
  );
end
$$;
