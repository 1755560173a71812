/** What is seen of a thread at one glance. */
export interface Glance {
  /** How often its loop has come round. */
  beats: number
  /** Milliseconds since the glance before. */
  elapsed: number
  /** Of these, those in which it could have run and had no processor; null where the system does not say. */
  waited: number | null
  /** Somebody holds it in a debugger. */
  debugged: boolean
}

/**
 * Counts for how many milliseconds a loop that is glanced at every so often has not come round although it could. A late
 * glance is not counted: this process was stopped, or the machine slept or had no time for either. Uses nothing from
 * outside its own text, which start-watchdog.ts hands to a thread.
 */
export function createSilenceCounter(every: number): (glance: Glance) => number {
  let beats = -1
  let silent = 0
  return glance => {
    const late = Math.max(0, glance.elapsed - every)
    if (glance.beats !== beats || glance.debugged) silent = 0
    else if (late < every / 2) silent += Math.max(0, every - (glance.waited ?? late))
    beats = glance.beats
    return silent
  }
}
