-- Who may do what. Run after every change of tables or functions; any number of times.
-- Ours is what `chatbot.relations` and `chatbot.functions` name (set by the migration script from its own files),
-- with the sequences of our tables; what an operator has beside it in the same schema is left alone.
-- Row-level security is on and forced for every table, with one policy: the owner's own role, because a forced
-- policy would lock out an owner who is no superuser. Functions run with the rights of whoever calls them
-- (security invoker), so a function left open by mistake still shows nothing. Supabase gives anon and authenticated
-- everything on each new object (default privileges): all of it is taken away again here.
-- Tables that are as they should be are not touched: switching row-level security waits for everybody who uses them.
do $$
declare
  v_object record;
  v_role text;
  v_relations constant text[] := current_setting('chatbot.relations')::text[];
  v_functions constant text[] := current_setting('chatbot.functions')::text[];
begin
  for v_object in
    select c.oid, c.oid::regclass::text as name, pg_get_userbyid(c.relowner) as owner,
      case when c.relkind in ('r', 'p') then 'table' when c.relkind in ('v', 'm') then 'view' else 'sequence' end as kind,
      c.relrowsecurity and c.relforcerowsecurity as is_secured,
      exists (
        select from pg_policy where polrelid = c.oid and polname = 'owner_only' and polroles = array[c.relowner]
      ) as has_policy,
      array( -- somebody's policies for everybody; one for a role of the operator's own stays
        select polname::text from pg_policy
        where polrelid = c.oid
          and polroles && array[0::oid, to_regrole('anon')::oid, to_regrole('authenticated')::oid]
      ) as open_policies,
      exists (
        select from unnest(c.reloptions) as option where option in ('security_invoker=true', 'security_invoker=on')
      ) as is_invoker
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and (
        c.relname = any (v_relations)
        or exists ( -- a sequence that a column of ours owns
          select from pg_depend d join pg_class t on t.oid = d.refobjid
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
            and d.deptype in ('a', 'i') and c.relkind = 'S'
            and t.relnamespace = c.relnamespace and t.relname = any (v_relations)
        )
      )
  loop
    if v_object.kind = 'table' and not v_object.is_secured then
      execute format('alter table %s enable row level security, force row level security', v_object.name);
    end if;
    foreach v_role in array v_object.open_policies loop
      execute format('drop policy %I on %s', v_role, v_object.name);
    end loop;
    if v_object.kind = 'table' and not v_object.has_policy then
      execute format('drop policy if exists owner_only on %s', v_object.name);
      execute format('create policy owner_only on %s to %I using (true) with check (true)', v_object.name, v_object.owner);
    end if;
    if v_object.kind = 'view' and not v_object.is_invoker then
      execute format('alter view %s set (security_invoker = true)', v_object.name);
    end if;
    execute format('revoke all on %s from public', v_object.name);
    foreach v_role in array array['anon', 'authenticated', 'service_role'] loop
      if to_regrole(v_role) is not null then
        execute format('revoke all on %s from %I', v_object.name, v_role);
      end if;
    end loop;
    if to_regrole('service_role') is not null then
      execute format(
        case v_object.kind when 'sequence' then 'grant usage, select on %s to service_role'
          else 'grant select, insert, update, delete on %s to service_role' end,
        v_object.name);
    end if;
  end loop;

  for v_object in
    select p.oid::regprocedure::text as name
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname = any (v_functions)
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  loop
    execute format('revoke all on function %s from public', v_object.name);
    foreach v_role in array array['anon', 'authenticated', 'service_role'] loop
      if to_regrole(v_role) is not null then
        execute format('revoke all on function %s from %I', v_object.name, v_role);
      end if;
    end loop;
    if to_regrole('service_role') is not null then
      execute format('grant execute on function %s to service_role', v_object.name);
    end if;
  end loop;
end
$$;
