/** Seconds after the first, second … attempt: the schedule that Standard Webhooks proposes, ten attempts in three days. */
const schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

const longestSeconds = 86_400

/**
 * Seconds until an event is sent again after its `attempt`-th time (1 is the first); null when that was the last. A tenth
 * more or less (`random`: 0 to 1) keeps what failed together from coming back together. What the receiver asks for
 * (Retry-After) is waited for, a day at most.
 */
export function retryDelay(
  attempt: number,
  { random, retryAfterSeconds = 0 }: { random: number; retryAfterSeconds?: number | undefined },
): number | null {
  const planned = schedule[attempt - 1]
  if (planned === undefined) return null
  const jittered = planned * (0.9 + 0.2 * random)
  return Math.ceil(Math.max(jittered, Math.min(retryAfterSeconds, longestSeconds)))
}
