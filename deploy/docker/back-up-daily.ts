// The backup job of docker-compose.yml: `npm run backup` once a day into backups/, the oldest files removed. A failed
// one is tried again after 10 s, then later and later, up to an hour: at a first start, the server is still making its tables. `--check` ends with 0 while the newest backup is of the last day: its health check.
//   BACKUP_HOUR  hour of the day, in the container's time zone (UTC unless TZ is set)      3
//   BACKUP_KEEP  files kept                                                               14
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'backups')
const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds
/** A backup of a large base takes a while; one that is this late did not happen. */
const lateMilliseconds = dayMilliseconds + 2 * hourMilliseconds

/** Names of the daily backups in a folder's list, oldest first. Files that an operator put there are none. */
export function findBackups(names: readonly string[]): string[] {
  return names.filter(name => /^chatbot-v2-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.jsonl\.gz$/.test(name)).sort()
}

/** Milliseconds from `now` to the next backup: none when the newest is a day old or missing, else to the hour asked for. */
export function untilNext(now: Date, newest: Date | undefined, hour: number): number {
  if (newest === undefined || now.getTime() - newest.getTime() >= dayMilliseconds) return 0
  const next = new Date(now)
  next.setHours(hour, 0, 0, 0)
  if (next <= now) next.setDate(next.getDate() + 1)
  return next.getTime() - now.getTime()
}

/** Milliseconds to wait after so many failures in a row. */
export function untilRetry(failures: number): number {
  return Math.min(10_000 * 2 ** (failures - 1), hourMilliseconds)
}

function readNumber(name: string, fallback: number, min: number, max: number): number {
  const text = process.env[name]?.trim() || String(fallback)
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`${name} doit être un nombre entier de ${min} à ${max}`)
  return value
}

function newestBackup(): Date | undefined {
  const name = findBackups(readdirSync(folder)).at(-1)
  return name === undefined ? undefined : statSync(join(folder, name)).mtime
}

/** Ends with the command's own exit code; its lines are the log. */
async function backUp(signal: AbortSignal): Promise<boolean> {
  const command = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'scripts/backup.ts'),
    '--to',
    `${folder}/`,
  ]
  const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' })
  signal.addEventListener('abort', () => child.kill('SIGTERM'))
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

async function backUpDaily(signal: AbortSignal): Promise<void> {
  const hour = readNumber('BACKUP_HOUR', 3, 0, 23)
  const keep = readNumber('BACKUP_KEEP', 14, 1, 10_000)
  if (!process.env.DATABASE_URL?.trim()) throw new Error('DATABASE_URL manque dans .env')
  let failures = 0
  let wait = untilNext(new Date(), newestBackup(), hour)
  while (!signal.aborted) {
    await delay(wait, undefined, { signal })
    const done = await backUp(signal)
    failures = done ? 0 : failures + 1
    if (done) for (const name of findBackups(readdirSync(folder)).slice(0, -keep)) rmSync(join(folder, name))
    wait = done ? untilNext(new Date(), new Date(), hour) : untilRetry(failures)
    if (!done) console.error(`La sauvegarde a échoué : nouvel essai dans ${wait / 1000} s.`)
  }
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const newest = newestBackup()
    process.exitCode = newest !== undefined && Date.now() - newest.getTime() < lateMilliseconds ? 0 : 1
  } else {
    const stopping = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort())
    await backUpDaily(stopping.signal).catch(error => {
      if (!stopping.signal.aborted) throw error
    })
  }
}
