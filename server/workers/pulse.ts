/** Milliseconds between two questions, and after how many without an answer a process counts as stuck. */
export const pulse = { everyMilliseconds: 5000, silentMilliseconds: 30_000 }

/**
 * Asks again and again whether a process still answers, and calls `onSilent` once when it has not for half a minute. It
 * counts answers that did not come, not time: after a sleep of the whole machine each process is asked again first.
 * Keeps no process alive. Returns what ends it.
 */
export function watchPulse(ask: () => Promise<unknown>, onSilent: () => void): () => void {
  let missed = 0
  const look = () => {
    if (missed * pulse.everyMilliseconds >= pulse.silentMilliseconds) {
      clearInterval(timer)
      onSilent()
      return
    }
    missed++
    ask().then(
      () => {
        missed = 0
      },
      // What is not answered was counted when it was asked.
      () => {},
    )
  }
  const timer = setInterval(look, pulse.everyMilliseconds).unref()
  return () => clearInterval(timer)
}
