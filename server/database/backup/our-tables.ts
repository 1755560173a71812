import type { DatabaseFiles } from '../database-files.ts'
import { readOwnObjects } from '../schema-ownership.ts'
import type { TransferSession } from './transfer-session.ts'

/** A column; `generated` is the expression of one that the database works out by itself, null for others. */
export interface ColumnShape {
  name: string
  type: string
  generated: string | null
}

export interface TableShape {
  name: string
  /** Sorted by name, so that databases whose columns were added in another order read alike. */
  columns: ColumnShape[]
}

/** What says which migrations ran; a backup has it in its header, and migrating writes it anew. */
const journalTable = 'schema_migrations'

/** What a conversion of version 1 or 2 could not carry over, kept by it (database/legacy); other databases have none. */
const conversionTable = 'unconverted_rows'

/** Names that our tables have: a table that a later migration adds is included by being there. */
export function ourTableNames(files: DatabaseFiles): Set<string> {
  const names = [...readOwnObjects(files).relations, conversionTable]
  return new Set(names.filter(name => name !== journalTable))
}

async function readShapes(session: TransferSession): Promise<Map<string, ColumnShape[]>> {
  const rows = await session.query(`
    select c.relname::text as table, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
      case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end as generated
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_depend e where e.objid = c.oid and e.classid = 'pg_class'::regclass and e.deptype = 'e')
    order by c.relname, a.attname collate "C"`)
  const shapes = new Map<string, ColumnShape[]>()
  for (const { table, name, type, generated } of rows) {
    const columns = shapes.get(String(table)) ?? []
    columns.push({
      name: String(name),
      type: String(type),
      generated: generated === null ? null : String(generated),
    })
    shapes.set(String(table), columns)
  }
  return shapes
}

/** Pairs [child, parent]: a child's rows name rows of its parent. */
async function readReferences(session: TransferSession): Promise<[string, string][]> {
  const rows = await session.query(`
    select c.relname::text as child, p.relname::text as parent
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
    where k.contype = 'f' and c.oid <> p.oid and c.relnamespace = 'public'::regnamespace`)
  return rows.map(({ child, parent }) => [String(child), String(parent)])
}

/** Parents before children, by name where it does not matter. Throws when tables refer to each other in a circle. */
export function orderByReference(
  names: readonly string[],
  references: readonly [string, string][],
): string[] {
  const left = new Set([...names].sort())
  const ordered: string[] = []
  while (left.size > 0) {
    const ready = [...left].filter(name =>
      references.every(([child, parent]) => child !== name || !left.has(parent)),
    )
    if (ready.length === 0) throw new Error(`tables refer to each other: ${[...left].join(', ')}`)
    for (const name of ready) left.delete(name)
    ordered.push(...ready)
  }
  return ordered
}

/** Those of our tables that a database has, parents before children. */
export async function findTables(session: TransferSession, files: DatabaseFiles): Promise<TableShape[]> {
  const shapes = await readShapes(session)
  const known = ourTableNames(files)
  const ours = [...shapes.keys()].filter(name => known.has(name))
  const ordered = orderByReference(ours, await readReferences(session))
  return ordered.map(name => ({ name, columns: shapes.get(name) ?? [] }))
}

/** A name as SQL writes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The columns whose values are stored; the others follow from them. */
export function storedColumns({ columns }: TableShape): ColumnShape[] {
  return columns.filter(({ generated }) => generated === null)
}
