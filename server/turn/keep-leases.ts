import { type LeasedTurn, renewTurns } from '../operations/renew-turns.ts'
import type { TurnDeps } from './turn.ts'

/** The leases of the turns that run in this process. */
export interface KeptLeases {
  /** Renews a turn's lease until the returned function is called. */
  keep(turn: LeasedTurn): () => void
}

/**
 * Renews the leases of all turns that run, three times within their length and in one call: a thousand streams cost the
 * database as many calls as one does. A renewal that fails is made up for by the next one; while the database is away
 * nobody else can take the turns either. Whoever takes one after that stores the same turn: the first answer stored
 * wins. A renewal that comes after a turn was ended or given up changes nothing: it is no longer its holder's.
 */
export function keepLeases({ database, settings }: Pick<TurnDeps, 'database' | 'settings'>): KeptLeases {
  const { leaseSeconds } = settings
  const turns = new Set<LeasedTurn>()
  let timer: NodeJS.Timeout | undefined
  let renewing = false

  async function renew(): Promise<void> {
    if (renewing) return
    renewing = true
    await renewTurns(database, { turns: [...turns], leaseSeconds }).catch(() => undefined)
    renewing = false
  }
  return {
    keep(turn) {
      turns.add(turn)
      timer ??= setInterval(renew, Math.max(50, (leaseSeconds * 1000) / 3)).unref()
      return () => {
        turns.delete(turn)
        if (turns.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
