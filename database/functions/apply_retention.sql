-- Deletes what is older than p_days, at most p_limit messages a call: {messages, conversations, users, more}.
-- No message older than that stays, in whatever conversation; conversations that have none left go with them, and
-- visitors whose last conversation that was. Questions being answered and conversations that somebody is writing to are
-- left for the next time. `more`: call again. Nothing is deleted for p_days below 1. Called by applyRetention().
create or replace function apply_retention(p_days int, p_limit int default 500) returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_limit timestamptz := clock_timestamp() - make_interval(days => p_days);
  v_messages int := 0;
  v_touched text[];
  v_conversations text[];
  v_owners text[];
  v_users text[];
  v_users_gone int;
begin
  if p_days < 1 then
    return jsonb_build_object('messages', 0, 'conversations', 0, 'users', 0, 'more', false);
  end if;

  -- What a conversion of an older version could not carry over has been looked at by now.
  if to_regclass('public.unconverted_rows') is not null then
    execute 'delete from unconverted_rows where recorded_at < $1' using v_limit;
  end if;

  -- What dead turns had kept aside and nobody missed.
  perform lapse_spending();

  -- Of a visitor's day nothing is asked once it is over.
  delete from visitor_spending
  where user_id in (
    select user_id from visitor_spending where day < (clock_timestamp() at time zone 'UTC')::date - 1 for update skip locked
  );

  -- Conversations first, as begin_turn does: whoever holds one is writing to it.
  select coalesce(array_agg(id), '{}') into v_touched
  from (
    select c.id
    from conversations c
    where c.id in (
        select m.conversation_id from messages m
        where m.created_at < v_limit and (m.lease_until is null or m.lease_until <= clock_timestamp())
        limit p_limit
      )
      or c.created_at < v_limit and coalesce(c.last_message_at, c.created_at) < v_limit
        and not exists (select from messages m where m.conversation_id = c.id)
    limit p_limit
    for update of c skip locked
  ) as each;

  delete from messages
  where id in (
    select id from messages
    where conversation_id = any (v_touched)
      and created_at < v_limit
      and (lease_until is null or lease_until <= clock_timestamp())
    limit p_limit
  );
  get diagnostics v_messages = row_count;

  with gone as (
    delete from conversations c
    where c.id = any (v_touched)
      and c.created_at < v_limit
      and not exists (select from messages m where m.conversation_id = c.id)
    returning c.id, c.user_id
  )
  select coalesce(array_agg(id), '{}'), coalesce(array_agg(distinct user_id), '{}') into v_conversations, v_owners
  from gone;
  delete from webhook_deliveries where conversation_id = any (v_conversations);

  -- A visitor who is opening a conversation in this very moment holds their row: skipped.
  select coalesce(array_agg(id), '{}') into v_users
  from (select id from users where id = any (v_owners) order by id for update skip locked) as each;
  delete from users u
  where u.id = any (v_users) and not exists (select from conversations c where c.user_id = u.id);
  get diagnostics v_users_gone = row_count;
  return jsonb_build_object(
    'messages', v_messages,
    'conversations', cardinality(v_conversations),
    'users', v_users_gone,
    'more', (v_messages > 0 or cardinality(v_conversations) > 0)
      and (v_messages >= p_limit or cardinality(v_touched) >= p_limit)
  );
end
$$;
