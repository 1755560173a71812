-- Who may do what. Run after every change of tables or functions; any number of times.
-- Row-level security is on and forced for every table, with one policy: the owner's own role, because a forced
-- policy would lock out an owner who is no superuser. Functions run with the rights of whoever calls them
-- (security invoker), so a function left open by mistake still shows nothing.
do $$
declare
  v_object record;
  v_role text;
begin
  for v_object in
    select c.oid::regclass::text as name, c.relkind, pg_get_userbyid(c.relowner) as owner
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace
      and c.relkind in ('r', 'v')
      and (
        c.relname in ('users', 'conversations', 'messages', 'documents', 'document_chunks', 'agent_analytics', 'schema_migrations')
        or c.relname like 'lexical\_%'
      )
  loop
    if v_object.relkind = 'r' then
      execute format('alter table %s enable row level security', v_object.name);
      execute format('alter table %s force row level security', v_object.name);
      execute format('drop policy if exists owner_only on %s', v_object.name);
      execute format('create policy owner_only on %s to %I using (true) with check (true)', v_object.name, v_object.owner);
    end if;
    execute format('revoke all on %s from public', v_object.name);
    foreach v_role in array array['anon', 'authenticated'] loop
      if to_regrole(v_role) is not null then
        execute format('revoke all on %s from %I', v_object.name, v_role);
      end if;
    end loop;
    if to_regrole('service_role') is not null then
      execute format('grant select, insert, update, delete on %s to service_role', v_object.name);
    end if;
  end loop;

  for v_object in
    select p.oid::regprocedure::text as name
    from pg_proc p
    join schema_migrations m on m.kind = 'function' and m.name = p.proname
    where p.pronamespace = current_schema()::regnamespace
  loop
    execute format('revoke all on function %s from public', v_object.name);
    foreach v_role in array array['anon', 'authenticated'] loop
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
