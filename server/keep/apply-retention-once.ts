import { applyRetention } from '../operations/apply-retention.ts'
import { claimJob } from '../operations/claim-job.ts'
import { clearDeliveries } from '../operations/clear-deliveries.ts'
import { finishJob } from '../operations/finish-job.ts'
import { replayErasures } from '../operations/replay-erasures.ts'
import type { Database } from '../ports/database.ts'

/** What one day's work removed, in numbers. */
export interface KeptOutcome {
  messages: number
  conversations: number
  users: number
  /** Events of the outbox that were over. */
  deliveries: number
  /** False when the time was over before the old messages were: the next check goes on. */
  done: boolean
}

const jobName = 'retention'
/** A little less than a day, so that hourly checks make it daily and not every 25 hours. */
const everySeconds = 23 * 3600
/** Whoever takes it has it this long; one that was killed keeps others waiting no longer. */
const leaseSeconds = 900
/** Ends well before the lease does. */
const budgetMilliseconds = 600_000
/** Messages a transaction: milliseconds each, so that a turn never waits for long. */
const batch = 500
/** Between two batches, so that visitors come first. */
const pauseMilliseconds = 50

/**
 * Deletes what is older than `days` (0 keeps everything) and what is over in the outbox, and erases again whoever a
 * restored backup brought back, when that is due and no other process is doing it; null when it is not. Whoever is cut
 * leaves whole batches behind.
 */
export async function applyRetentionOnce(deps: {
  database: Database
  days: number
  /** Milliseconds, of a clock that only goes forward. */
  clock(): number
  /** Rejects when the process is to end. */
  wait(milliseconds: number): Promise<void>
}): Promise<KeptOutcome | null> {
  const { database, days, clock, wait } = deps
  const { claimed } = await claimJob(database, { name: jobName, everySeconds, leaseSeconds })
  if (!claimed) return null
  const started = clock()
  const replayed = await replayErasures(database)
  const sum = { messages: 0, conversations: replayed.conversations, users: replayed.users, deliveries: 0 }
  /** Batch after batch until there is no more, or the time is over: false. */
  async function repeat(step: () => Promise<{ more: boolean }>): Promise<boolean> {
    while (clock() - started < budgetMilliseconds) {
      if (!(await step()).more) return true
      await wait(pauseMilliseconds)
    }
    return false
  }
  const cleared = await repeat(async () => {
    const outcome = await clearDeliveries(database, { days, limit: batch })
    sum.deliveries += outcome.deliveries
    return outcome
  })
  const kept = await repeat(async () => {
    const outcome = await applyRetention(database, { days, limit: batch })
    sum.messages += outcome.messages
    sum.conversations += outcome.conversations
    sum.users += outcome.users
    return outcome
  })
  const done = cleared && kept
  await finishJob(database, { name: jobName, done, result: { ...sum, days } })
  return { ...sum, done }
}
