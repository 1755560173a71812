import type { DatabaseFiles } from '../database-files.ts'
import { compatibilityTriggers } from './compatibility.ts'
import { ourTableNames } from './our-tables.ts'
import type { TransferSession } from './transfer-session.ts'

/** Something of an operator's, in `public` or on our tables, that is no row of ours: copies are without it. */
export interface OtherObject {
  kind: 'table' | 'view' | 'index' | 'trigger'
  name: string
}

const kinds = ['table', 'view', 'index', 'trigger'] as const
const definition =
  /^\s*create\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:index|trigger)\s+(?:if\s+not\s+exists\s+)?(\w+)/gim

/** Names of the indexes and triggers that our files make, and a conversion. */
function ownNames(files: DatabaseFiles): string[] {
  const texts = [...files.migrations, ...files.functions].map(({ sql }) => sql)
  return [
    ...compatibilityTriggers,
    ...texts.flatMap(sql => [...sql.matchAll(definition)].map(([, name = '']) => name)),
  ]
}

/** What of an operator's stands beside or on our tables: tables, views, indexes, triggers, by name. */
export async function findOthers(session: TransferSession, files: DatabaseFiles): Promise<OtherObject[]> {
  const rows = await session.query(
    `with ours as (
      select c.oid, c.relname from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relname in (select json_array_elements_text($1::json))
    ), own as (select json_array_elements_text($2::json) as name)
    select case when c.relkind in ('r', 'p', 'f') then 'table' else 'view' end as kind, c.relname::text as name
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
      and c.oid not in (select oid from ours)
      and not exists (select from pg_depend e where e.objid = c.oid and e.classid = 'pg_class'::regclass and e.deptype = 'e')
    union all
    select 'index', x.relname
    from pg_index i join pg_class x on x.oid = i.indexrelid
    where i.indrelid in (select oid from ours) and x.relname not in (select name from own)
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    union all
    select 'trigger', t.tgname
    from pg_trigger t
    where t.tgrelid in (select oid from ours) and not t.tgisinternal and t.tgname not in (select name from own)`,
    [JSON.stringify([...ourTableNames(files), 'schema_migrations']), JSON.stringify(ownNames(files))],
  )
  return kinds.flatMap(kind =>
    rows
      .filter(row => row.kind === kind)
      .map(({ name }) => ({ kind, name: String(name) }))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  )
}
