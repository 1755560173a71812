import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const Row = z.record(z.string(), z.unknown())
const ExportVisitorResult = z.object({
  /** Null for an id that nobody has. */
  user: Row.nullable(),
  /** What their day cost, where there is a cap for it. */
  spending: Row.nullable(),
  conversations: z.array(Row.and(z.object({ messages: z.array(Row), webhook_deliveries: z.array(Row) }))),
  /** What a conversion of version 1 or 2 could not carry over. */
  unconverted_rows: z.array(Row),
})
export type VisitorExport = z.infer<typeof ExportVisitorResult>

/** All rows of a visitor, every column of them. */
export async function exportVisitor(database: Database, input: { userId: string }): Promise<VisitorExport> {
  return ExportVisitorResult.parse(await database.call('export_visitor', { p_user_id: input.userId }))
}
