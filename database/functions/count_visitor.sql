-- How many rows of a visitor there are: {users, conversations, messages}; what their day cost goes with the visitor. Called by countVisitor(), to show what would
-- be erased and to prove afterwards that it is gone.
create or replace function count_visitor(p_user_id text) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'users', (
      select count(*)
      from (select id from users where id = p_user_id union select user_id from visitor_spending where user_id = p_user_id) v
    ),
    'conversations', (select count(*) from conversations where user_id = p_user_id),
    'messages', (
      select count(*) from messages m join conversations c on c.id = m.conversation_id where c.user_id = p_user_id
    )
  )
$$;
