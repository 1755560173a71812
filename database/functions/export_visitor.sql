-- Everything stored about a visitor, every column of every row: {user, conversations: [{…, messages: [{…}]}]}, oldest
-- first; `user` is null for an id that nobody has. Called by exportVisitor(). A message has its feedback, sources and
-- figures in its own row.
create or replace function export_visitor(p_user_id text) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'user', (select to_jsonb(u) from users u where u.id = p_user_id),
    'conversations', coalesce(
      (
        select jsonb_agg(
          to_jsonb(c) || jsonb_build_object(
            'messages', coalesce(
              (
                select jsonb_agg(to_jsonb(m) - 'conversation_id' order by m.created_at, m.id)
                from messages m
                where m.conversation_id = c.id
              ),
              '[]'
            )
          )
          order by c.created_at, c.id
        )
        from conversations c
        where c.user_id = p_user_id
      ),
      '[]'
    )
  )
$$;
