-- What an operator built on these tables and this conversion can neither carry over nor build again: one line each.
-- Asked before anything is changed, and again in the moment of the swap.

create or replace function copied_relations() returns oid[]
language sql stable
set search_path = chatbot_conversion, pg_temp
as $$
  select coalesce(array_agg(to_regclass('public.' || name)::oid), '{}') from copied_tables() as name
$$;

-- Views on these tables and views on those, the nearest first.
create or replace function dependent_views(p_tables text[]) returns table (
  view oid, depth int, schema name, name name, kind "char", definition text, owner name, options text[], acl aclitem[]
)
language sql stable
-- `public` first: its tables are written without a schema, so that the same text also finds the new ones.
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
  with recursive found as (
    select r.ev_class as view, 1 as depth
    from pg_depend d
    join pg_rewrite r on r.oid = d.objid
    where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
      and d.refobjid in (select to_regclass('public.' || name) from unnest(p_tables) as name)
    union
    select r.ev_class, f.depth + 1
    from found f
    join pg_depend d on d.refobjid = f.view and d.refclassid = 'pg_class'::regclass and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite r on r.oid = d.objid and r.ev_class <> f.view
  )
  select f.view, max(f.depth), n.nspname, c.relname, c.relkind, pg_get_viewdef(f.view),
    pg_get_userbyid(c.relowner), c.reloptions, c.relacl
  from found f
  join pg_class c on c.oid = f.view
  join pg_namespace n on n.oid = c.relnamespace
  group by 1, 3, 4, 5, 6, 7, 8, 9
  order by 2, 1
$$;

-- The statements that make those views again, in order, as they were but for who sees what: with the rights of whoever
-- asks, and nothing for everybody, anon and authenticated. A view that asks with its owner's rights would show what
-- row-level security hides, and Supabase gives both roles everything on each new view.
create or replace function restore_views(p_tables text[]) returns text[]
language plpgsql stable
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
declare
  v_view record;
  v_name text;
  v_statements text[] := '{}';
begin
  for v_view in select * from dependent_views(p_tables) order by depth, view loop
    v_name := format('%I.%I', v_view.schema, v_view.name);
    v_statements := v_statements || array[
      format('create view %s with (%s) as %s', v_name, (
        select string_agg(option, ', ')
        from unnest(array_append(v_view.options, 'security_invoker=true')) with ordinality as each (option, place)
        where place = coalesce(cardinality(v_view.options), 0) + 1 or option not like 'security\_invoker=%'
      ), v_view.definition),
      format('alter view %s owner to %I', v_name, v_view.owner)
    ] || array(
      select format('grant %s on %s to %I', a.privilege_type, v_name, pg_get_userbyid(a.grantee))
      from aclexplode(v_view.acl) a
      where a.grantee not in (0, to_regrole(quote_ident(v_view.owner)))
        and pg_get_userbyid(a.grantee) not in ('anon', 'authenticated')
    ) || array[format('select chatbot_conversion.close_object(%L, array[''anon'', ''authenticated''])', v_name)];
  end loop;
  return v_statements;
end
$$;

-- The type a column has once all is converted.
create or replace function later_type(p_table regclass, p_place int2) returns text
language sql stable
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
  select coalesce(n.type, format_type(a.atttypid, a.atttypmod))
  from pg_attribute a
  join pg_class r on r.oid = a.attrelid
  left join columns_of(case when r.relnamespace = 'public'::regnamespace
    then to_regclass('chatbot_conversion.' || quote_ident(r.relname)) end) n on n.name = a.attname
  where a.attrelid = p_table and a.attnum = p_place
$$;

-- Foreign keys between a copied table and one that is not. `later`: it can only hold again when documents is altered too.
create or replace function outer_keys() returns table (
  on_table regclass, name name, definition text, possible boolean, later boolean
)
language sql stable
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
  select k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid),
    not incoming or same_type or ends_alike, incoming and not same_type and ends_alike
  from pg_constraint k
  cross join lateral (
    select k.confrelid = any (copied_relations()) as incoming,
      bool_and(later_type(k.confrelid, confkey) = format_type(a.atttypid, a.atttypmod)) as same_type,
      bool_and(later_type(k.confrelid, confkey) = later_type(k.conrelid, conkey)) as ends_alike
    from unnest(k.conkey, k.confkey) as u (conkey, confkey)
    join pg_attribute a on a.attrelid = k.confrelid and a.attnum = confkey
  ) as t
  where k.contype = 'f' and k.conparentid = 0
    and (k.conrelid = any (copied_relations())) <> (k.confrelid = any (copied_relations()))
$$;

-- An operator's own triggers on the copied tables.
create or replace function outer_triggers() returns table (on_table regclass, name name, definition text, source text, enabled "char")
language sql stable
set search_path = public, chatbot_conversion, extensions, pg_temp
as $$
  select t.tgrelid::regclass, t.tgname, pg_get_triggerdef(t.oid), p.prosrc, t.tgenabled
  from pg_trigger t
  join pg_proc p on p.oid = t.tgfoid
  where t.tgrelid = any (copied_relations()) and not t.tgisinternal and t.tgname <> 'chatbot_mirror'
    and t.tgname <> 'chatbot_mirror_truncate'
$$;

create or replace function find_obstacles() returns setof text
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_view record;
  v_failure text;
begin
  return query
    select format('table %s: %s', c.oid::regclass, case
      when c.relkind <> 'r' then 'not an ordinary table'
      when not pg_has_role(current_user, c.relowner, 'usage') then format('belongs to another role (%s)', pg_get_userbyid(c.relowner))
      else 'has heirs or rules' end)
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relname in ('users', 'conversations', 'messages', 'documents', 'document_chunks')
      and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (c.relkind <> 'r' or not pg_has_role(current_user, c.relowner, 'usage')
        or exists (select from pg_inherits i where c.oid in (i.inhparent, i.inhrelid))
        or exists (select from pg_rewrite r where r.ev_class = c.oid));
  return query
    select format('table public.%s: no column %s', needed.on_table, needed.name)
    from (values ('users', 'id'), ('conversations', 'id'), ('messages', 'id'), ('messages', 'conversation_id'),
      ('messages', 'role'), ('messages', 'content'), ('documents', 'id'), ('document_chunks', 'id'),
      ('document_chunks', 'document_id'), ('document_chunks', 'content')) as needed (on_table, name)
    where to_regclass('public.' || needed.on_table) is not null
      and not exists (select from columns_of(to_regclass('public.' || needed.on_table)) c where c.name = needed.name);
  return query
    select format('column public.%s.%s: identity', t.on_table, c.name)
    from copied_tables() as t (on_table), columns_of(to_regclass('public.' || t.on_table)) c
    where c.identity;
  return query
    select format('column public.%s.%s: %s, not %s', t.on_table, c.name, c.type, n.type)
    from unnest(array['documents', 'document_chunks']) as t (on_table)
    join lateral columns_of(to_regclass('public.' || t.on_table)) c on true
    join lateral columns_of(to_regclass('chatbot_conversion.' || t.on_table)) n on n.name = c.name
    where c.type <> n.type and (n.type = 'uuid' or (n.type like 'vector%' and c.type <> 'vector'));
  return query
    select format('foreign key %s on %s', k.name, k.on_table) from outer_keys() k where not k.possible;
  return query
    select format('trigger %s on %s', t.name, t.on_table)
    from outer_triggers() t
    where t.source ~* '\m(new|old)\s*\.\s*("?(id|\w+_id|timestamp)"?\M|\*)';
  return query
    select format('function %s', p.oid::regprocedure)
    from pg_depend d
    join pg_proc p on p.oid = d.objid
    join pg_type t on t.typrelid = any (copied_relations())
    where d.classid = 'pg_proc'::regclass and d.deptype = 'n'
      and (d.refclassid = 'pg_class'::regclass and d.refobjid = t.typrelid
        or d.refclassid = 'pg_type'::regclass and d.refobjid in (t.oid, t.typarray));
  -- Would each view be made again on the new tables? They are there, empty: try, and take it back.
  begin
    for v_view in
      select * from dependent_views(array['users', 'conversations', 'messages', 'documents', 'document_chunks'])
      order by depth, view
    loop
      if v_view.kind <> 'v' then
        v_failure := concat_ws(E'\n', v_failure, format('materialized view %I.%I', v_view.schema, v_view.name));
        continue;
      end if;
      begin
        execute format('create view chatbot_conversion.%I as %s', v_view.name, v_view.definition);
      exception when others then
        v_failure := concat_ws(E'\n', v_failure, format('view %I.%I (%s)', v_view.schema, v_view.name, sqlerrm));
      end;
    end loop;
    raise exception using errcode = 'CB000';
  exception when sqlstate 'CB000' then
    null;
  end;
  return query select unnest(string_to_array(v_failure, E'\n'));
end
$$;
