import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const RenewTurnResult = z.object({ renewed: z.boolean() })

/**
 * Prolongs the lease of a turn that is still being answered, to so many seconds from now; false when it has ended or is
 * another's by now (`leaseHolder`, as beginTurn was given).
 */
export async function renewTurn(
  database: Database,
  input: { conversationId: string; messageId: string; leaseHolder: string; leaseSeconds: number },
): Promise<z.infer<typeof RenewTurnResult>> {
  const result = await database.call('renew_turn', {
    p_conversation_id: input.conversationId,
    p_message_id: input.messageId,
    p_lease_holder: input.leaseHolder,
    p_lease_seconds: input.leaseSeconds,
  })
  return RenewTurnResult.parse(result)
}
