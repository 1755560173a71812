import { z } from 'zod'
import type { Database } from '../ports/database.ts'

/** A turn that is being answered; `leaseHolder` as beginTurn was given. */
export interface LeasedTurn {
  conversationId: string
  messageId: string
  leaseHolder: string
}

const RenewTurnsResult = z.object({ renewed: z.number() })

/**
 * Prolongs the leases of turns that are still being answered, to so many seconds from now, and says of how many: not of
 * those that have ended or are another's by now. One that is changing in this moment is left to the next renewal.
 */
export async function renewTurns(
  database: Database,
  { turns, leaseSeconds }: { turns: readonly LeasedTurn[]; leaseSeconds: number },
): Promise<z.infer<typeof RenewTurnsResult>> {
  const result = await database.call('renew_turns', {
    p_turns: turns.map(turn => ({
      conversation_id: turn.conversationId,
      message_id: turn.messageId,
      lease_holder: turn.leaseHolder,
    })),
    p_lease_seconds: leaseSeconds,
  })
  return RenewTurnsResult.parse(result)
}
