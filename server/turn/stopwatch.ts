/** Milliseconds of named steps, one after another, on a given clock. */
export interface Stopwatch {
  /** Runs a step and notes how long it took, also when it throws. */
  time<T>(step: string, work: () => T | Promise<T>): Promise<T>
  /** Notes how long it took from the beginning until now. */
  mark(step: string): void
  /** Notes a step that was timed elsewhere. */
  note(step: string, milliseconds: number): void
  steps(): Record<string, number>
  /** When each step began, counted from the beginning; marks have no such thing. */
  starts(): Record<string, number>
  total(): number
}

/** Starts a stopwatch. `clock` gives milliseconds and only goes forward. */
export function createStopwatch(clock: () => number): Stopwatch {
  const started = clock()
  const steps: Record<string, number> = {}
  const starts: Record<string, number> = {}
  return {
    async time(step, work) {
      const begun = clock()
      starts[step] = round(begun - started)
      try {
        return await work()
      } finally {
        steps[step] = round(clock() - begun)
      }
    },
    note(step, milliseconds) {
      steps[step] = round(milliseconds)
      starts[step] = round(clock() - started - milliseconds)
    },
    mark(step) {
      steps[step] = round(clock() - started)
    },
    steps: () => ({ ...steps }),
    starts: () => ({ ...starts }),
    total: () => Math.round(clock() - started),
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
