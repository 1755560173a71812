-- Who wrote this, or was told it: [{user_id, conversation_id, role, content, created_at}], newest first, at most p_limit. Upper and
-- lower case are the same; p_text is found as it stands, % and _ too. Called by findVisitors(), for a visitor who asks for
-- her data and knows only what she said.
create or replace function find_visitors(p_text text, p_limit int default 20) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'user_id', found.user_id,
      'conversation_id', found.conversation_id,
      'role', found.role,
      'content', found.content,
      'created_at', to_iso(found.created_at)
    )
    order by found.created_at desc
  ), '[]')
  from (
    select c.user_id, m.conversation_id, m.role, m.content, m.created_at
    from messages m
    join conversations c on c.id = m.conversation_id
    where position(lower(p_text) in lower(m.content)) > 0
    order by m.created_at desc
    limit p_limit
  ) found
$$;
