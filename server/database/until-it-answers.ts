import { setTimeout as delay } from 'node:timers/promises'

export interface WaitOptions {
  /** How long to wait for a database that is not there yet, as when both start together; 30 s unless said. */
  waitMilliseconds?: number
  /** Told once of each problem that is waited out, of the first within a second. */
  onWaiting?(problem: Error): void
}

/** What a failed attempt means: the problem for the operator, and whether asking again would change nothing. */
export interface FailedAttempt {
  problem: Error
  lasting: boolean
}

const pauseMilliseconds = 500
/** An attempt that takes longer is told of while it lasts. */
const silenceMilliseconds = 800

/**
 * Asks a database elsewhere, as a start does, until it answers, time is out, or only the operator can help. Throws the
 * last attempt's problem. `silence` is told when nothing came back at all.
 */
export async function untilItAnswers<Answer>(
  ask: () => Promise<Answer>,
  toFailedAttempt: (error: unknown) => FailedAttempt,
  silence: Error,
  { waitMilliseconds = 30_000, onWaiting }: WaitOptions,
): Promise<Answer> {
  const until = performance.now() + waitMilliseconds
  const told = new Set<string>()
  const tell = (problem: Error) => {
    if (told.has(problem.message)) return
    told.add(problem.message)
    onWaiting?.(problem)
  }
  for (;;) {
    const timer = setTimeout(tell, silenceMilliseconds, silence)
    try {
      return await ask()
    } catch (error) {
      clearTimeout(timer)
      const { problem, lasting } = toFailedAttempt(error)
      if (lasting || performance.now() > until) throw problem
      tell(problem)
      await delay(pauseMilliseconds)
    } finally {
      clearTimeout(timer)
    }
  }
}
