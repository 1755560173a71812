/** Milliseconds of named steps, one after another, on a given clock. */
export interface Stopwatch {
  /** Runs a step and notes how long it took, also when it throws. */
  time<T>(step: string, work: () => T | Promise<T>): Promise<T>
  steps(): Record<string, number>
  total(): number
}

/** Starts a stopwatch. `clock` gives milliseconds and only goes forward. */
export function createStopwatch(clock: () => number): Stopwatch {
  const started = clock()
  const steps: Record<string, number> = {}
  return {
    async time(step, work) {
      const begun = clock()
      try {
        return await work()
      } finally {
        steps[step] = round(clock() - begun)
      }
    },
    steps: () => ({ ...steps }),
    total: () => Math.round(clock() - started),
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
