import { z } from 'zod'
import type { Database } from '../ports/database.ts'
import type { VisitorCounts } from './count-visitor.ts'

const EraseVisitorResult = z.object({ users: z.number(), conversations: z.number(), messages: z.number() })

/** Erases everything of a visitor, and writes down that it was (a hash of the id). Returns what was erased. */
export async function eraseVisitor(database: Database, input: { userId: string }): Promise<VisitorCounts> {
  return EraseVisitorResult.parse(await database.call('erase_visitor', { p_user_id: input.userId }))
}
