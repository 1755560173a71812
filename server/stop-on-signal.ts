/** Two signals closer than this are one: npm passes on the terminal's Ctrl-C, which the process got too. */
const sameSignalMilliseconds = 1000

/**
 * Calls `stop` at the first SIGTERM or SIGINT and ends the process with 0 when it resolves, with 1 when it rejects
 * (after `report`) or when a second signal says that it takes too long.
 */
export function stopOnSignal(
  stop: (signal: 'SIGTERM' | 'SIGINT') => Promise<void>,
  report: (error: unknown) => void,
): void {
  let first: number | undefined
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (first === undefined) {
        first = performance.now()
        stop(signal).then(
          () => process.exit(0),
          error => {
            report(error)
            process.exit(1)
          },
        )
      } else if (performance.now() - first > sameSignalMilliseconds) process.exit(1)
    })
  }
}
