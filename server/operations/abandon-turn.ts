import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const AbandonTurnResult = z.object({ abandoned: z.boolean() })

/**
 * Ends the lease of a turn that could not be answered; false when it has its answer, was never begun, or is another's
 * by now (`leaseHolder`, as beginTurn was given). `charge`: US dollars that it has cost all the same.
 */
export async function abandonTurn(
  database: Database,
  input: { conversationId: string; messageId: string; leaseHolder?: string; charge?: number },
): Promise<z.infer<typeof AbandonTurnResult>> {
  const result = await database.call('abandon_turn', {
    p_conversation_id: input.conversationId,
    p_message_id: input.messageId,
    p_lease_holder: input.leaseHolder ?? null,
    p_charge: input.charge ?? 0,
  })
  return AbandonTurnResult.parse(result)
}
