-- Everything stored about a visitor, every column of every row: {user, spending, conversations: [{…, messages: [{…}],
-- webhook_deliveries: [{…}]}], unconverted_rows: […]}, oldest first; `user` is null for an id that nobody has. A message has
-- its feedback, sources and figures in its own row; unconverted_rows is what a conversion of an older version could not
-- carry over. Called by exportVisitor().
create or replace function export_visitor(p_user_id text) returns jsonb
language plpgsql stable
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_unconverted jsonb := '[]';
begin
  if to_regclass('public.unconverted_rows') is not null then
    execute $sql$
      select coalesce(jsonb_agg(to_jsonb(r)), '[]')
      from unconverted_rows r
      where source_table = 'users' and source_id = $1
        or "row" ->> 'user_id' = $1
        or "row" ->> 'conversation_id' in (
          select id from conversations where user_id = $1
          union all
          select source_id from unconverted_rows where source_table = 'conversations' and "row" ->> 'user_id' = $1
        )
    $sql$ into v_unconverted using p_user_id;
  end if;
  return jsonb_build_object(
    'user', (select to_jsonb(u) from users u where u.id = p_user_id),
    'spending', (select to_jsonb(s) from visitor_spending s where s.user_id = p_user_id),
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
            ),
            'webhook_deliveries', coalesce(
              (
                select jsonb_agg(to_jsonb(d) - 'conversation_id' order by d.created_at, d.id, d.endpoint)
                from webhook_deliveries d
                where d.conversation_id = c.id
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
    ),
    'unconverted_rows', v_unconverted
  );
end
$$;
