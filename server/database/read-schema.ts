import type { SqlSession } from './migrate.ts'

/**
 * Everything in the schema `public` that is ours to make, one sorted line each: columns, constraints, indexes,
 * functions with their text and rights, policies, views, triggers. Two databases with equal lines have the same schema.
 */
export async function readSchema(session: Pick<SqlSession, 'query'>): Promise<string[]> {
  const rows = await session.query(`
    select format('column %s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) as line
    from information_schema.columns where table_schema = 'public'
    union all
    select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 0
    union all
    select 'index ' || indexdef from pg_indexes where schemaname = 'public'
    union all
    select format('function %s %s', pg_get_functiondef(p.oid), p.proacl)
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select format('policy %s %s %s %s %s', tablename, policyname, roles, qual, with_check)
    from pg_policies where schemaname = 'public'
    union all
    select format('table %s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl)
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    union all
    select format('view %s %s', viewname, definition) from pg_views where schemaname = 'public'
    union all
    select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  `)
  return rows.map(({ line }) => String(line)).sort()
}
