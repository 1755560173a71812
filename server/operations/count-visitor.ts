import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const CountVisitorResult = z.object({ users: z.number(), conversations: z.number(), messages: z.number() })
export type VisitorCounts = z.infer<typeof CountVisitorResult>

/** How many rows of a visitor there are. */
export async function countVisitor(database: Database, input: { userId: string }): Promise<VisitorCounts> {
  return CountVisitorResult.parse(await database.call('count_visitor', { p_user_id: input.userId }))
}
