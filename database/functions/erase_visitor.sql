-- Erases a visitor: the conversations that are theirs with every message, feedback, figure and queued event in them, and the visitor;
-- {conversations, messages, users}, what was erased. Called by eraseVisitor(). A turn that is being answered finds
-- its question gone and stores nothing (finish_turn). That they were erased is kept, as a hash and an instant, so that
-- a backup from before is erased again when it is restored (replay_erasures): also when nothing of them is here any
-- more, because an old backup may still have it.
create or replace function erase_visitor(p_user_id text) returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_conversations text[];
  v_messages int;
  v_users int;
begin
  -- Whoever is opening a conversation holds this row, and is waited for.
  perform from users where id = p_user_id for update;
  select coalesce(array_agg(id), '{}') into v_conversations
  from (select id from conversations where user_id = p_user_id order by id for update) as each;

  delete from messages where conversation_id = any (v_conversations);
  get diagnostics v_messages = row_count;
  delete from webhook_deliveries where conversation_id = any (v_conversations);
  delete from conversations where id = any (v_conversations);
  delete from visitor_spending where user_id = p_user_id; -- after the conversations, as begin_turn takes it
  delete from users where id = p_user_id;
  get diagnostics v_users = row_count;

  -- What a conversion of an older version could not carry over is theirs too.
  if to_regclass('public.unconverted_rows') is not null then
    execute $sql$
      delete from unconverted_rows
      where source_table = 'users' and source_id = $1
        or "row" ->> 'user_id' = $1
        or "row" ->> 'conversation_id' = any ($2)
        or "row" ->> 'conversation_id' in (
          select source_id from unconverted_rows where source_table = 'conversations' and "row" ->> 'user_id' = $1
        )
    $sql$ using p_user_id, v_conversations;
  end if;

  insert into erasures as known (user_hash, erased_at)
  values (encode(sha256(convert_to(p_user_id, 'UTF8')), 'hex'), clock_timestamp())
  on conflict (user_hash) do update set erased_at = greatest(known.erased_at, excluded.erased_at);
  return jsonb_build_object(
    'conversations', cardinality(v_conversations),
    'messages', v_messages,
    'users', v_users
  );
end
$$;
