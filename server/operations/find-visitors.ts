import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const FoundMessages = z.array(
  z.object({
    user_id: z.string(),
    conversation_id: z.string(),
    role: z.string(),
    content: z.string(),
    created_at: z.string(),
  }),
)
export type FoundMessage = z.infer<typeof FoundMessages>[number]

/** Messages that hold a text, whatever its capitals, newest first, with who said them. Reads every message. */
export async function findVisitors(
  database: Database,
  { text, limit }: { text: string; limit: number },
): Promise<FoundMessage[]> {
  return FoundMessages.parse(await database.call('find_visitors', { p_text: text, p_limit: limit }))
}
