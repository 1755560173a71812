import { z } from 'zod'
import { StoredMessage } from '../../contract/conversation.ts'
import type { Database } from '../ports/database.ts'

const ReadConversationResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forbidden') }),
  z.object({
    kind: z.literal('found'),
    status: z.string(),
    messages: z.array(StoredMessage),
    has_more: z.boolean(),
  }),
])
export type ReadConversationOutcome = z.infer<typeof ReadConversationResult>

/**
 * The last `limit` messages of a visitor's own conversation, or of those before the message `before` (a row's id), oldest
 * first. An unknown conversation is an empty one, and before an unknown message there is nothing.
 */
export async function readConversation(
  database: Database,
  input: { conversationId: string; userId: string; limit: number; before?: string },
): Promise<ReadConversationOutcome> {
  const result = await database.call('read_conversation', {
    p_conversation_id: input.conversationId,
    p_user_id: input.userId,
    p_limit: input.limit,
    p_before: input.before ?? null,
  })
  return ReadConversationResult.parse(result)
}
