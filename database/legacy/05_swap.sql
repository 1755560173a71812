-- The new tables take the old ones' names: one transaction that changes the catalog only. Nothing waits for longer than
-- that takes, a few milliseconds, plus the lock_timeout of whoever calls.
create or replace function swap_tables() returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
set client_min_messages = warning
as $$
declare
  v_object record;
  v_tables text[] := array(select copied_tables());
  v_obstacles text;
  v_statement text;
  v_before text[];
  v_after text[] := '{}';
begin
  if cardinality(v_tables) > 0 then
    execute 'lock table ' || (select string_agg(format('public.%I', name), ', ' order by place)
      from unnest(v_tables) with ordinality as t (name, place)) || ' in access exclusive mode';
  end if;
  select string_agg(obstacle, '; ') into v_obstacles from find_obstacles() as obstacle;
  if v_obstacles is not null then
    raise exception 'Des objets créés pendant la conversion l''empêchent de finir : % ; enlève-les et relance. Objects made meanwhile stand in the way; drop them and run again.', v_obstacles
      using errcode = 'CB409';
  end if;

  -- What hangs on the old tables: first what to do before, then what to do after.
  v_before := array(select format('drop view %I.%I', schema, name) from dependent_views(v_tables) order by depth desc, view desc)
    || array(select format('alter table %s drop constraint %I', on_table, name) from outer_keys());
  v_after := restore_views(v_tables);
  v_after := v_after
    || array(select format('alter table public.%I add constraint %I %s not valid', f."table", f.name, f.definition)
      from conversion, jsonb_to_recordset(foreign_keys) as f ("table" text, name text, definition text))
    || array(select format('alter table %s add constraint %I %s not valid', on_table, name,
      regexp_replace(definition, ' NOT VALID$', '')) from outer_keys() where not later)
    || array(select definition from outer_triggers())
    || array(select format('alter table %s %s trigger %I', on_table,
      case enabled when 'D' then 'disable' when 'A' then 'enable always' else 'enable replica' end, name)
      from outer_triggers() where enabled <> 'O')
    -- service_role and whoever else could write goes on writing; the public, anon and authenticated do not.
    || array(select format('grant %s on public.%I to %I', a.privilege_type, c.relname, pg_get_userbyid(a.grantee))
      from pg_class c, aclexplode(c.relacl) a
      where c.oid = any (copied_relations()) and a.grantee not in (0, c.relowner)
        and pg_get_userbyid(a.grantee) not in ('anon', 'authenticated'))
    || array(select format('alter table public.%I owner to %I', c.relname, pg_get_userbyid(c.relowner))
      from pg_class c where c.oid = any (copied_relations()) and pg_get_userbyid(c.relowner) <> current_user)
    || array(select format('alter publication %I add table public.%I', p.pubname, c.relname)
      from pg_publication_rel r
      join pg_publication p on p.oid = r.prpubid
      join pg_class c on c.oid = r.prrelid
      where r.prrelid = any (copied_relations()) and pg_has_role(current_user, p.pubowner, 'usage'));
  update conversion set later_keys = (
    select coalesce(jsonb_agg(jsonb_build_object(
      'table', r.relname, 'name', k.name, 'definition', regexp_replace(k.definition, ' NOT VALID$', ''))), '[]')
    from outer_keys() k
    join pg_class r on r.oid = k.on_table
    where k.later
  );
  -- A sequence belongs to its column's table and would go where that goes.
  for v_object in
    select d.objid::regclass::text as name, r.relname, a.attname
    from pg_depend d
    join pg_class s on s.oid = d.objid and s.relkind = 'S'
    join pg_class r on r.oid = d.refobjid
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.deptype = 'a' and d.refobjid = any (copied_relations())
      and exists (select from columns_of(to_regclass('chatbot_conversion.' || r.relname)) n where n.name = a.attname)
  loop
    v_before := v_before || format('alter sequence %s owned by none', v_object.name);
    v_after := v_after || format('alter sequence %s owned by public.%I.%I', v_object.name, v_object.relname, v_object.attname);
  end loop;

  foreach v_statement in array v_before loop
    execute v_statement;
  end loop;
  create schema chatbot_legacy;
  revoke all on schema chatbot_legacy from public;
  perform drop_mirror(name) from unnest(v_tables) as name;
  foreach v_statement in array array(select format('alter table public.%I set schema chatbot_legacy', name) from unnest(v_tables) as name) loop
    execute v_statement;
  end loop;
  alter table users set schema public;
  alter table conversations set schema public;
  alter table messages set schema public;
  perform create_compatibility();
  -- What hung on the old tables says `documents` and means the one in public, not the empty one of this schema.
  perform set_config('search_path', 'public, extensions, pg_temp', true);
  foreach v_statement in array v_after loop
    execute v_statement;
  end loop;
  notify pgrst, 'reload schema';
end
$$;

create or replace function drop_mirror(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, pg_temp
as $$
begin
  execute format('drop trigger chatbot_mirror on public.%1$I; drop trigger chatbot_mirror_truncate on public.%1$I', p_table);
end
$$;

-- What the old systems, which may go on beside, need of `messages`: the columns v1 reads and writes are kept in step
-- with ours, and a question takes the agent of the answer they store. Called when the new tables have their names.
create or replace function create_compatibility() returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_type text := (select type from columns_of('public.messages') where name = 'timestamp');
  v_zoned bool := v_type = 'timestamp with time zone';
  v_agent_type bool := exists (select from columns_of('public.messages') where name = 'agent_type');
  v_to_instant text := 'new."timestamp"' || case when v_zoned then '' else '::timestamp at time zone ''UTC''' end;
  v_from_instant text := 'new.created_at' || case when v_zoned then '' else format(' at time zone ''UTC''') end;
begin
  if v_type is not null or v_agent_type then
    execute format($sql$
      create or replace function public.keep_legacy_columns() returns trigger
      language plpgsql
      set search_path = public, pg_temp
      as $keep$
      begin
%s%s        return new;
      end
      $keep$;
      select chatbot_conversion.close_object('function public.keep_legacy_columns()');
      create trigger keep_legacy_columns before insert or update on public.messages
        for each row execute function public.keep_legacy_columns();
    $sql$,
    case when v_type is not null then format($part$        if new."timestamp" is not null and (tg_op = 'INSERT' or new."timestamp" is distinct from old."timestamp") then
          new.created_at := %s;
        end if;
        new."timestamp" := %s;
$part$, v_to_instant, v_from_instant) else '' end,
    case when v_agent_type then $part$        if new.agent_type is not null
          and (tg_op = 'INSERT' and new.agent is null or tg_op = 'UPDATE' and new.agent_type is distinct from old.agent_type) then
          new.agent := case new.agent_type::text when 'creation' then 'carole' when 'automation' then 'audrey' else new.agent_type::text end;
        elsif new.role = 'assistant' and (tg_op = 'INSERT' or new.agent is distinct from old.agent) then
          new.agent_type := case new.agent when 'carole' then 'creation' when 'audrey' then 'automation' else new.agent end;
        end if;
$part$ else '' end);
  end if;

  create or replace function public.mark_question() returns trigger
  language plpgsql
  set search_path = public, pg_temp
  as $mark$
  begin
    update messages set agent = new.agent
    where conversation_id = new.conversation_id and agent is null and role = 'user' and turn_id is null
      and created_at <= new.created_at
      and created_at > coalesce((
        select max(a.created_at) from messages a
        where a.conversation_id = new.conversation_id and a.role = 'assistant' and a.created_at < new.created_at
      ), '-infinity');
    return null;
  end
  $mark$;
  perform close_object('function public.mark_question()');
  create trigger mark_question after insert on public.messages
    for each row when (new.role = 'assistant' and new.agent is not null and new.turn_id is null)
    execute function public.mark_question();
end
$$;

-- Supabase gives its roles everything on each new object. p_object as GRANT names it; a table or view needs no kind.
create or replace function close_object(p_object text, p_roles text[] default array['anon', 'authenticated', 'service_role']) returns void
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_role text;
begin
  execute format('revoke all on %s from public', p_object);
  foreach v_role in array p_roles loop
    if to_regrole(v_role) is not null then
      execute format('revoke all on %s from %I', p_object, v_role);
    end if;
  end loop;
end
$$;
