import type { ServiceReport } from './app-deps.ts'

const unreachable: ServiceReport = {
  degraded: true,
  services: { database: false, openrouter: false, openai: false, cohere: false },
}

const defaults = {
  /** How long a good report is good, so also how long a database's end can go unnoticed. */
  cacheMilliseconds: 1000,
  /** The same of a bad one. */
  retryMilliseconds: 500,
  /** After so long without an answer a check is late. */
  deadlineMilliseconds: 1500,
  /** So long after a success, a late check means that the database is busy. */
  patienceMilliseconds: 10_000,
}

interface Check {
  /** What it brought; undefined as long as it runs. */
  report?: ServiceReport
  /** Resolves when it has ended or is late. */
  endedOrLate: Promise<void>
}

/**
 * Asks once and lets everybody share the answer: never two checks at a time, none more often than the cache says.
 * A check that fails is believed at once. One that is late stands in line behind the turns of a busy database, or
 * waits for a dead one: busy while a check succeeded lately, else unreachable. So a check has to end some day:
 * its driver must give up on a connection that answers no more.
 */
export function createCachedHealth(
  check: () => Promise<ServiceReport>,
  options: Partial<typeof defaults> = {},
): () => Promise<ServiceReport> {
  const settings = { ...defaults, ...options }
  let current: Check | undefined
  let success: { report: ServiceReport; timer: NodeJS.Timeout } | undefined

  function remember(report: ServiceReport): void {
    clearTimeout(success?.timer)
    success = undefined
    if (!report.services.database) return
    const forget = () => {
      success = undefined
    }
    success = { report, timer: setTimeout(forget, settings.patienceMilliseconds).unref() }
  }

  function start(): Check {
    const { promise, resolve } = Promise.withResolvers<void>()
    const started: Check = { endedOrLate: promise }
    const deadline = setTimeout(resolve, settings.deadlineMilliseconds)
    void check()
      .catch(() => unreachable)
      .then(report => {
        started.report = report
        remember(report)
        clearTimeout(deadline)
        resolve()
        const { cacheMilliseconds, retryMilliseconds } = settings
        const forget = () => {
          current = undefined
        }
        setTimeout(forget, report.services.database ? cacheMilliseconds : retryMilliseconds).unref()
      })
    return started
  }

  return async () => {
    current ??= start()
    const asked = current
    await asked.endedOrLate
    return asked.report ?? success?.report ?? unreachable
  }
}
