import { renewTurn } from '../operations/renew-turn.ts'
import type { TurnDeps } from './turn.ts'

/** A lease that is renewed as long as its turn runs. */
export interface KeptLease {
  /** Stops renewing; resolves when no renewal is under way any more. */
  release(): Promise<void>
}

/**
 * Renews a turn's lease three times within its length. A renewal that fails is made up for by the next one; while the
 * database is away nobody else can take the turn either. Whoever takes it after that stores the same turn: the first
 * answer stored wins.
 */
export function keepLease(
  { database, settings }: Pick<TurnDeps, 'database' | 'settings'>,
  turn: { conversationId: string; messageId: string; leaseHolder: string },
): KeptLease {
  const { leaseSeconds } = settings
  let renewal: Promise<unknown> | undefined
  const renew = () => {
    renewal ??= renewTurn(database, { ...turn, leaseSeconds })
      .catch(() => undefined)
      .finally(() => {
        renewal = undefined
      })
  }
  const timer = setInterval(renew, Math.max(50, (leaseSeconds * 1000) / 3)).unref()
  return {
    async release() {
      clearInterval(timer)
      await renewal
    },
  }
}
