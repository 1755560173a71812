import type { BackupHeader } from './backup-file.ts'
import type { TableShape } from './our-tables.ts'

/** Tables to be stored somewhere: of a database, or of a file. */
export interface RowSource {
  header: BackupHeader
  /** The rows of a table, in batches of lines (read-rows.ts). To be asked for in the header's order, each once. */
  rows(table: TableShape): AsyncIterable<string[]>
}
