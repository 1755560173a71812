import type { HistoryMessage } from '../server/agents/conversation.ts'
import { readConversation } from '../server/operations/read-conversation.ts'
import type { Database } from '../server/ports/database.ts'
import { UsageError } from './command-line.ts'

/** The last messages of a visitor's conversation, as a turn reads them; none without one. Throws UsageError. */
export async function readHistory(
  database: Database,
  { conversation, visitor }: { conversation?: string | undefined; visitor?: string | undefined },
  limit: number,
): Promise<HistoryMessage[]> {
  if (conversation === undefined && visitor === undefined) return []
  if (conversation === undefined || visitor === undefined)
    throw new UsageError('--conversation et --visitor vont ensemble.')
  const found = await readConversation(database, { conversationId: conversation, userId: visitor, limit })
  if (found.kind === 'forbidden')
    throw new UsageError(`La conversation ${conversation} n’est pas celle de ${visitor}.`)
  if (found.messages.length === 0) throw new UsageError(`La conversation ${conversation} n’existe pas.`)
  return found.messages.map(({ role, content, agent }) => ({ role, content, agent }))
}
