-- After the swap: what only the whole can tell. The new tables are in use meanwhile; each batch is short.

-- Parents that somebody else's rows name and nobody made, so that the foreign keys hold for old rows too. A
-- conversation whose owner is not known belongs to nobody who could ask for it.
create or replace function create_parents() returns void
language plpgsql
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
declare
  v_secret text := (select secret from conversion);
begin
  insert into users (id, created_at)
  select c.user_id, min(c.created_at) from conversations c
  where not exists (select from users u where u.id = c.user_id)
  group by c.user_id
  on conflict (id) do nothing;

  with orphans as (
    select m.conversation_id as id, min(m.created_at) as first, max(m.created_at) as last
    from messages m
    where not exists (select from conversations c where c.id = m.conversation_id)
    group by m.conversation_id
  ), owners as (
    insert into users (id, created_at)
    select 'anonymous-' || md5(v_secret || id), first from orphans
    on conflict (id) do nothing
  )
  insert into conversations (id, user_id, created_at, updated_at, last_message_at)
  select id, 'anonymous-' || md5(v_secret || id), first, last, last from orphans
  on conflict (id) do nothing;
end
$$;

-- For the next p_limit conversations: questions take the agent of the answer that follows, and the conversation knows
-- when it was last heard of. Returns how many it read and the last one's id.
create or replace function mark_conversations(p_after text, p_limit int, out rows bigint, out last text)
language plpgsql
set search_path = public, extensions, pg_temp
as $$
declare
  v_ids text[] := array(
    select id from conversations where id > coalesce(p_after, '') order by id limit p_limit
  );
begin
  rows := cardinality(v_ids);
  last := v_ids[rows];
  update messages q set agent = answered.agent
  from (
    select m.id, (
      select a.agent from messages a
      where a.conversation_id = m.conversation_id and a.role = 'assistant' and a.created_at >= m.created_at
      order by a.created_at
      limit 1
    ) as agent
    from messages m
    where m.conversation_id = any (v_ids) and m.role = 'user' and m.agent is null
  ) as answered
  where q.id = answered.id and answered.agent is not null;

  update conversations c set last_message_at = heard.last, updated_at = greatest(c.updated_at, heard.last)
  from (
    select m.conversation_id, max(m.created_at) as last
    from messages m
    where m.conversation_id = any (v_ids)
    group by m.conversation_id
  ) as heard
  where c.id = heard.conversation_id and c.last_message_at is null;
end
$$;

-- Foreign keys of our tables that still allow old rows to break them. Reads a table whole and lets everybody write.
create or replace function validate_keys() returns bool
language plpgsql
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
declare
  v_key record;
begin
  for v_key in
    select k.conrelid::regclass as on_table, k.conname as name
    from pg_constraint k
    where k.contype = 'f' and not k.convalidated
      and (k.conrelid = any (array['public.users', 'public.conversations', 'public.messages']::regclass[])
        or k.confrelid = any (array['public.users', 'public.conversations', 'public.messages']::regclass[]))
    order by k.oid
    limit 1
  loop
    execute format('alter table %s validate constraint %I', v_key.on_table, v_key.name);
    return false;
  end loop;
  return true;
end
$$;

-- The old tables go, now that everything of theirs is elsewhere, and what could not be converted moves to where
-- an operator finds it.
create or replace function drop_old_tables() returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
set client_min_messages = warning
as $$
declare
  v_name text;
begin
  for v_name in
    select relname from pg_class
    where relnamespace = to_regnamespace('chatbot_legacy') and relkind = 'r'
    order by array_position(array['messages', 'conversations', 'users'], relname::text)
  loop
    execute format('drop table chatbot_legacy.%I', v_name);
  end loop;
  drop schema if exists chatbot_legacy;

  if exists (select from unconverted_rows) then
    raise warning '% lignes des anciennes tables ne sont pas reprises telles quelles : select * from unconverted_rows. Rows that could not be taken over as they were.',
      (select count(*) from unconverted_rows);
  end if;
  if to_regclass('public.unconverted_rows') is not null then -- of an earlier conversion
    insert into public.unconverted_rows select * from chatbot_conversion.unconverted_rows on conflict do nothing;
  elsif exists (select from unconverted_rows) then
    alter table unconverted_rows set schema public;
    perform protect_rows();
  end if;
end
$$;

-- As access.sql does to what the migrations make; this table is there only when somebody's rows are. Not by access.sql
-- itself, which runs in a later transaction: until then Supabase's default privileges would show the rows to its public key.
create or replace function protect_rows() returns void
language plpgsql
set search_path = public, pg_temp
as $$
begin
  alter table unconverted_rows enable row level security, force row level security;
  create policy owner_only on unconverted_rows to current_user using (true) with check (true);
  perform chatbot_conversion.close_object('unconverted_rows');
  if to_regrole('service_role') is not null then
    grant select, insert, update, delete on unconverted_rows to service_role;
  end if;
end
$$;
