import type { Config } from './config.ts'
import type { DatabaseListener } from './database/open-database.ts'
import { toWaitingProblem } from './start-screen.ts'
import type { Logger } from './telemetry/logger.ts'

/** Milliseconds between two lines about a conversion. */
const tellEvery = 5000

/** Says in the log what the opening of a database brings with it: waiting, converting, a later program's tables. */
export function toDatabaseListener(
  { database: { driver } }: Pick<Config, 'database'>,
  logger: Logger,
): Required<Pick<DatabaseListener, 'onWaiting' | 'onConverting' | 'onConverted' | 'onNewer'>> {
  return {
    onWaiting: problem =>
      logger.warn({ problem: toWaitingProblem(problem, driver) }, 'waiting for the database'),
    onConverting: reportEvery(tellEvery, progress =>
      logger.info(progress, 'converting tables of an earlier version; they stay in use'),
    ),
    onConverted: setAside =>
      logger.warn(
        { setAside },
        'converted tables of an earlier version; rows set aside are in unconverted_rows; in thirty days, messages older than RETENTION_DAYS are erased',
      ),
    onNewer: release => logger.warn({ release }, 'the database was prepared by a later version'),
  }
}

/** Passes on what comes when none came for so long, and else forgets it. */
function reportEvery<T>(milliseconds: number, report: (value: T) => void): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY
  return value => {
    if (performance.now() - last < milliseconds) return
    last = performance.now()
    report(value)
  }
}
