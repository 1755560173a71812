-- What `npm run doctor` looks at, and changes nothing: the server's version, clock and limits, and what of ours is
-- missing, invalid or open to others. p_expected {relations, functions, indexes} names what should be there, which only the
-- program's files know.
-- {server, pgvector, writable, max_connections, connections, milliseconds, missing_relations, missing_functions,
-- missing_indexes, invalid_indexes, unsecured_tables, open_objects, denied_functions, owners: {agent: documents},
-- unindexed_chunks}. `milliseconds` is the server's clock, since 1970. Called by inspectDatabase().
create or replace function inspect_database(p_expected jsonb) returns jsonb
language sql
set search_path = public, pg_temp
set statement_timeout = '55s'
as $$
  with
    expected as (
      select
        array(select jsonb_array_elements_text(p_expected -> 'relations')) as relations,
        array(select jsonb_array_elements_text(p_expected -> 'functions')) as functions,
        array(select jsonb_array_elements_text(p_expected -> 'indexes')) as indexes
    ),
    schema as (select oid from pg_namespace where nspname = 'public'),
    strangers as (
      select 0::oid as role
      union all
      select oid from pg_roles where rolname in ('anon', 'authenticated')
    ),
    relations as (
      select c.oid, c.relname::text as name, c.relkind, c.relowner, c.relacl,
        c.relrowsecurity and c.relforcerowsecurity as is_secured
      from pg_class c join schema s on s.oid = c.relnamespace
      where c.relname = any (select unnest(relations) from expected) and c.relkind in ('r', 'p', 'v', 'm', 'S')
    ),
    functions as (
      select p.oid, p.proname::text as name, p.proowner, p.proacl
      from pg_proc p join schema s on s.oid = p.pronamespace
      where p.proname = any (select unnest(functions) from expected)
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    ),
    indexes as (
      select i.relname::text as name, x.indisvalid and x.indisready as is_valid
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join relations r on r.oid = x.indrelid
    ),
    names as (
      select
        array(select unnest(e.relations) from expected e except select name from relations order by 1) as missing_relations,
        array(select unnest(e.functions) from expected e except select name from functions order by 1) as missing_functions,
        array(select unnest(e.indexes) from expected e except select name from indexes order by 1) as missing_indexes,
        array(select name from indexes where not is_valid order by name) as invalid_indexes,
        array(
          select name from relations where relkind in ('r', 'p') and not is_secured order by name
        ) as unsecured_tables,
        array(
          select r.name from relations r, aclexplode(coalesce(r.relacl, acldefault('r', r.relowner))) a
          where r.relkind <> 'S' and a.grantee in (select role from strangers)
          union
          select f.name || '()' from functions f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
          where a.grantee in (select role from strangers)
          order by 1
        ) as open_objects,
        array(
          select name from functions where not has_function_privilege(oid, 'execute') order by name
        ) as denied_functions
    )
  select to_jsonb(names) || jsonb_build_object(
    'server', current_setting('server_version'),
    'pgvector', (select extversion from pg_extension where extname = 'vector'),
    'writable', not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off',
    'max_connections', current_setting('max_connections')::int,
    'connections', (select count(*) from pg_stat_activity where datname = current_database()),
    'milliseconds', extract(epoch from clock_timestamp()) * 1000,
    'owners', (
      select coalesce(jsonb_object_agg(owner, documents), '{}')
      from (select coalesce(agent_owner, '') as owner, count(*) as documents from documents group by 1) as counted
    ),
    'unindexed_chunks', (
      select count(*) from document_chunks c
      where not exists (select from lexical_chunks l where l.chunk_id = c.id)
    )
  )
  from names
$$;
