import { createDatabaseError } from '../database-error.ts'
import type { DatabaseFiles } from '../database-files.ts'
import { toAccessScript } from '../schema-ownership.ts'
import { createCompatibility } from './compatibility.ts'
import { findTables, ourTableNames, quoteName, storedColumns, type TableShape } from './our-tables.ts'
import { digestTables } from './read-rows.ts'
import type { RowSource } from './row-source.ts'
import { createTableDigest, differingTables, type TableDigest } from './table-digest.ts'
import type { TransferSession } from './transfer-session.ts'

/** Characters of rows that one statement stores. */
const batchCharacters = 2_000_000

/** What hears of the work: rows stored, indexes being built, rows compared. */
export interface LoadProgress {
  onRows?(table: string, rows: number): void
  onIndexes?(): void
  onCompared?(table: string, rows: number): void
}

/** Columns of the source that are not here: of a converted older version, or an operator's own. */
async function addMissingColumns(session: TransferSession, wanted: TableShape, found: TableShape) {
  const there = new Set(found.columns.map(({ name }) => name))
  for (const { name, type, generated } of wanted.columns) {
    if (there.has(name)) continue
    const rule = generated === null ? '' : ` generated always as (${generated}) stored`
    await session.script(`alter table ${quoteName(wanted.name)} add column ${quoteName(name)} ${type}${rule}`)
  }
}

function toUnknownTable(name: string): Error {
  return createDatabaseError(
    'backup_unusable',
    `La sauvegarde a une table que cette version ne connaît pas (${name}) : mets d'abord le programme à jour. Rien n'a été changé.`,
  )
}

/** A table of ours that no migration makes, closed to everybody but its owner and the server, as the others are. */
async function createTable(
  session: TransferSession,
  files: DatabaseFiles,
  { name, columns }: TableShape,
): Promise<void> {
  const table = quoteName(name)
  const list = columns.map(column => `${quoteName(column.name)} ${column.type}`).join(', ')
  await session.script(`create table ${table} (${list});
    ${toAccessScript(files, { relations: [name], functions: [] })}`)
}

/** Takes away what slows storing down and can be made again from the rows; returns the SQL that makes it. */
async function dropIndexes(session: TransferSession, tables: readonly TableShape[]): Promise<string[]> {
  const names = tables.map(({ name }) => name)
  const rows = await session.query(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace
      and c.relname in (select json_array_elements_text($1::json)) and not i.indisreplident
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    order by 1`,
    [JSON.stringify(names)],
  )
  for (const { name } of rows) await session.script(`drop index ${name}`)
  return rows.map(({ definition }) => String(definition))
}

function toInsert({ name, ...table }: TableShape, types: ReadonlyMap<string, string>): string {
  const columns = storedColumns({ name, ...table })
  const names = columns.map(column => quoteName(column.name))
  const values = columns.map(column => `${quoteName(column.name)}::${types.get(column.name) ?? column.type}`)
  return `insert into ${quoteName(name)} (${names.join(', ')}) overriding system value
    select ${values.join(', ')} from json_to_recordset($1::json) as r (${names.map(each => `${each} text`).join(', ')})`
}

/** Lines gathered to what one statement stores. */
async function* toBatches(lines: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  let batch: string[] = []
  let characters = 0
  for await (const some of lines) {
    for (const line of some) {
      batch.push(line)
      characters += line.length
      if (characters < batchCharacters) continue
      yield batch
      batch = []
      characters = 0
    }
  }
  if (batch.length > 0) yield batch
}

/** Stores the rows of a table; returns their digest. The next batch is read while the last one is being stored. */
async function loadTable(
  session: TransferSession,
  source: RowSource,
  wanted: TableShape,
  found: TableShape,
  onRows: LoadProgress['onRows'],
): Promise<TableDigest> {
  const digest = createTableDigest()
  const insert = toInsert(wanted, new Map(found.columns.map(({ name, type }) => [name, type])))
  let storing = Promise.resolve()
  for await (const lines of toBatches(source.rows(wanted))) {
    await storing
    storing = session.query(insert, [`[${lines.join(',')}]`]).then(() => onRows?.(wanted.name, lines.length))
    storing.catch(() => undefined) // thrown where it is awaited
    digest.add(lines)
  }
  await storing
  return digest.result()
}

/** Numbers that a column takes by itself go on after the largest there is. */
async function moveSequences(session: TransferSession, { name, columns }: TableShape): Promise<void> {
  for (const column of columns) {
    const [row] = await session.query('select pg_get_serial_sequence($1, $2) as sequence', [
      quoteName(name),
      column.name,
    ])
    if (row?.sequence == null) continue
    await session.query(
      `select setval($1::regclass, coalesce(max(${quoteName(column.name)}), 1), max(${quoteName(column.name)}) is not null) from ${quoteName(name)}`,
      [String(row.sequence)],
    )
  }
}

/**
 * Fills the tables of a database from a source and compares what is then there with what the source gave: counts and
 * checksums of every table. Inside a transaction (inWriting) of a database that has the source's migrations; older
 * rows are removed first. Throws DatabaseError `copy_differs`, and whatever the database refuses; the transaction then
 * has to be undone. Returns the digests that were compared.
 */
export async function loadTables(
  session: TransferSession,
  files: DatabaseFiles,
  source: RowSource,
  progress: LoadProgress = {},
): Promise<Record<string, TableDigest>> {
  const wanted = source.header.tables
  const found = new Map((await findTables(session, files)).map(table => [table.name, table]))
  for (const table of wanted) {
    if (found.has(table.name)) continue
    if (!ourTableNames(files).has(table.name)) throw toUnknownTable(table.name)
    await createTable(session, files, table)
    found.set(table.name, table)
  }
  const all = [...found.values()]
  const list = all.map(({ name }) => quoteName(name)).join(', ')
  await session.script(`truncate ${list}`)
  for (const { name } of all) await session.script(`alter table ${quoteName(name)} disable trigger user`)
  const indexes = await dropIndexes(session, all)

  const given: Record<string, TableDigest> = {}
  for (const table of wanted) {
    const target = found.get(table.name) as TableShape
    await addMissingColumns(session, table, target)
    given[table.name] = await loadTable(session, source, table, target, progress.onRows)
    await moveSequences(session, table)
  }

  progress.onIndexes?.()
  for (const definition of indexes) await session.script(definition)
  for (const { name } of all) {
    await session.script(`alter table ${quoteName(name)} enable trigger user; analyze ${quoteName(name)}`)
  }
  if (source.header.compatibility) await createCompatibility(session, files)

  const stored = await digestTables(session, wanted, progress.onCompared)
  const differing = differingTables(given, stored)
  if (differing.length > 0) {
    throw createDatabaseError(
      'copy_differs',
      `Après l'écriture, ces tables ne sont pas celles de la source : ${differing.join(', ')}. Tout a été annulé.`,
    )
  }
  return stored
}
