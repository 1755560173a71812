import { existsSync, readdirSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describeVolatileDisk } from '../../server/volatile-disk.ts'
import type { Finding } from './finding.ts'

const section = 'Machine'
const gigabyte = 1e9
const day = 86_400_000

export interface MachineSetting {
  /** The product's folder. */
  root: string
  /** Where the embedded database is; undefined for another one. */
  dataDir: string | undefined
  backups: string
  workers: number
  /** The variables that hosts set. */
  env: Readonly<Record<string, string | undefined>>
  now(): number
}

/** Disk, backups, the built widget, and whether the workers have cores. */
export async function checkMachine(setting: MachineSetting): Promise<Finding[]> {
  const { root, dataDir, backups, workers, env, now } = setting
  const volatile = describeVolatileDisk({ driver: 'embedded', ...(dataDir && { dataDir }) }, env)
  const disks = await Promise.all([...(dataDir === undefined ? [] : [dataDir]), backups].map(readDisk))
  return [
    ...(volatile === null ? [] : [{ id: 'volatile-disk', section, state: 'error', text: volatile } as const]),
    ...withoutTwins(disks).map(judgeDisk),
    judgeBackups(newestBackup(backups), now(), backups),
    judgeWidget(existsSync(join(root, 'dist/widget/manifest.json'))),
    judgeWorkers(workers, availableParallelism()),
  ]
}

interface Disk {
  folder: string
  free: number
  size: number
}

/** The disk of a folder, or of the nearest one above that is there. */
async function readDisk(folder: string): Promise<Disk> {
  let existing = resolve(folder)
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, blocks, bsize } = await statfs(existing)
  return { folder: existing, free: bavail * bsize, size: blocks * bsize }
}

/** Two folders of one disk are told once. */
function withoutTwins(disks: Disk[]): Disk[] {
  return disks.filter(
    ({ size, free }, index) =>
      disks.findIndex(other => other.size === size && Math.abs(other.free - free) < 1e7) === index,
  )
}

/** Enough is a gigabyte and a tenth, whichever is less to ask. */
export function judgeDisk({ folder, free, size }: Disk): Finding {
  const about = { id: 'disk', section } as const
  const text = `${(free / gigabyte).toFixed(1).replace('.', ',')} Go libres sur le disque de ${folder}`
  const todo =
    'Efface d’anciennes sauvegardes et les dossiers data/database.before-… dont tu n’as plus besoin.'
  if (free < 0.2 * gigabyte) return { ...about, state: 'error', text: `${text} : presque plein`, todo }
  if (free < 2 * gigabyte && free < size / 10) return { ...about, state: 'warning', text, todo }
  return { ...about, state: 'ok', text }
}

/** When the newest backup of a folder was written, in milliseconds since 1970; null when there is none. */
function newestBackup(folder: string): number | null {
  if (!existsSync(folder)) return null
  const times = readdirSync(folder)
    .filter(name => /^chatbot-v2-.*\.gz$/.test(name))
    .map(name => statSync(join(folder, name)).mtimeMs)
  return times.length === 0 ? null : Math.max(...times)
}

export function judgeBackups(newest: number | null, now: number, folder: string): Finding {
  const about = { id: 'backups', section } as const
  const todo = 'npm run backup ; chaque nuit, par cron (docs/deploiement.md).'
  if (newest === null)
    return {
      ...about,
      state: 'warning',
      text: `aucune sauvegarde dans ${folder} (--backups en nomme un autre)`,
      todo,
    }
  const days = Math.floor((now - newest) / day)
  const text =
    days === 0 ? 'dernière sauvegarde : il y a moins d’un jour' : `dernière sauvegarde : il y a ${days} j`
  return days >= 2 ? { ...about, state: 'warning', text, todo } : { ...about, state: 'ok', text }
}

export function judgeWidget(isBuilt: boolean): Finding {
  const about = { id: 'widget', section } as const
  if (isBuilt) return { ...about, state: 'ok', text: 'le widget est construit' }
  return {
    ...about,
    state: 'warning',
    text: 'le widget n’est pas construit',
    todo: 'npm run build (npm start le fait aussi).',
  }
}

export function judgeWorkers(workers: number, cores: number): Finding {
  const about = { id: 'workers', section } as const
  const text = `${workers} processus, ${cores} cœur${cores > 1 ? 's' : ''}`
  if (workers <= cores) return { ...about, state: 'ok', text }
  return {
    ...about,
    state: 'warning',
    text: `${text} : plus de processus que de cœurs n’accélère rien`,
    todo: `WORKERS=${cores}`,
  }
}
