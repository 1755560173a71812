import type { Logger } from './telemetry/logger.ts'
import { startWatchdog } from './watchdog/start-watchdog.ts'

/** From now on this process ends when its event loop is stuck: compose and systemd start what ended, not what hangs. */
export function watchOwnLoop(logger: Logger): void {
  startWatchdog({ onError: error => logger.warn({ error }, 'nobody watches the event loop any more') })
}
