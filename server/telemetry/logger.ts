import { type DestinationStream, type Logger, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'

export type { Logger } from 'pino'

/** pino's levels under the names that operators grep for: `docker logs … | grep WARNING`. */
const levelNames: Record<string, string> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'ERROR',
}

/**
 * JSON lines on standard output (`level` in capitals, ISO time); on a terminal, short readable ones.
 * Errors keep their type, message, code and stack, and nothing of what was sent with them.
 */
export function createLogger(options: {
  level: 'debug' | 'info' | 'warning' | 'error'
  pretty: boolean
  destination?: DestinationStream
}): Logger {
  const level = options.level === 'warning' ? 'warn' : options.level
  const destination = options.destination ?? pino.destination({ sync: true })
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: levelNames[label] ?? label.toUpperCase() }) },
      serializers: { error: toErrorFields, err: toErrorFields },
      errorKey: 'error',
    },
    options.pretty ? prettify(destination) : destination,
  )
}

/** What a log may say of an error. Driver errors carry the statement and its parameters: those stay out. */
function toErrorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? { code: String(error.code) } : {}
  const cause = error.cause === undefined ? {} : { cause: toErrorFields(error.cause) }
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause }
}

/** What is at the bottom of an error, without its stack: the message of its last cause. */
export function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return toReason(error.cause)
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || error.name // a connection tried on several addresses has a code and no message
}

/** Not pino-pretty's own stream: pino tells it pino's names of levels, which are not those that we write. */
function prettify(destination: DestinationStream): DestinationStream {
  const pretty = prettyFactory({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'request_id',
    singleLine: true,
    customLevels: 'DEBUG:20,INFO:30,WARNING:40,ERROR:50',
  })
  return { write: line => destination.write(pretty(line)) }
}
