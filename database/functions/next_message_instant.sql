-- When a new message of a conversation is created: p_now, or just after its last message when the clock has not
-- moved or stepped back. The caller holds the conversation's lock, so instants strictly increase and order is total.
-- In plpgsql because a function in SQL is planned again at every call, which took five times as long as the reading.
create or replace function next_message_instant(p_conversation_id text, p_now timestamptz) returns timestamptz
language plpgsql stable
set search_path = public, pg_temp
as $$
begin
  return greatest(p_now, (
    select max(created_at) + interval '1 microsecond' from messages where conversation_id = p_conversation_id
  ));
end
$$;
