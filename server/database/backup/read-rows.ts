import { quoteName, storedColumns, type TableShape } from './our-tables.ts'
import { createTableDigest, type TableDigest } from './table-digest.ts'
import type { TransferSession } from './transfer-session.ts'

/** What is asked for at once: large enough for speed, small beside the machine. */
const batchCharacters = 2_000_000
const mostRows = 5000

/**
 * The rows of a table, one line of JSON each, every value as the text that its type writes and reads, which is exact
 * for any type. In batches, by a cursor: memory does not grow with the table, and the next batch is being read while
 * the caller works on this one. Inside a transaction only (inSnapshot, inWriting); one table at a time.
 */
export async function* readRows(session: TransferSession, table: TableShape): AsyncGenerator<string[]> {
  const columns = storedColumns(table).map(({ name }) => `${quoteName(name)}::text as ${quoteName(name)}`)
  await session.query(`declare rows_to_keep no scroll cursor for
    select row_to_json(r)::text as line from (select ${columns.join(', ')} from ${quoteName(table.name)}) as r`)
  let size = 50
  const fetch = async () => {
    const rows = await session.query(`fetch forward ${size} from rows_to_keep`)
    return rows.map(({ line }) => String(line))
  }
  let next = fetch()
  for (;;) {
    const lines = await next
    if (lines.length === 0) break
    const characters = lines.reduce((sum, line) => sum + line.length, 0)
    size = Math.max(1, Math.min(mostRows, Math.round((lines.length * batchCharacters) / characters)))
    next = fetch()
    next.catch(() => undefined) // thrown where it is awaited; not at all when the caller has stopped
    yield lines
  }
  await session.query('close rows_to_keep')
}

/** Counts and checksums of tables as they are now. `onRows` hears of each batch. */
export async function digestTables(
  session: TransferSession,
  tables: readonly TableShape[],
  onRows: (table: string, rows: number) => void = () => undefined,
): Promise<Record<string, TableDigest>> {
  const digests: Record<string, TableDigest> = {}
  for (const table of tables) {
    const digest = createTableDigest()
    for await (const lines of readRows(session, table)) {
      digest.add(lines)
      onRows(table.name, lines.length)
    }
    digests[table.name] = digest.result()
  }
  return digests
}

/** How many rows each table has. */
export async function countTables(
  session: TransferSession,
  tables: readonly TableShape[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await session.query(`select count(*)::text as count from ${quoteName(name)}`)
    counts[name] = Number(row?.count)
  }
  return counts
}
