import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from './config.ts'

/** Hosts whose containers get a fresh disk at each deployment, by a variable that they set themselves. */
const hosts = {
  RAILWAY_ENVIRONMENT_ID: 'Railway',
  RAILWAY_PROJECT_ID: 'Railway',
  RENDER: 'Render',
  FLY_APP_NAME: 'Fly.io',
  DYNO: 'Heroku',
  K_SERVICE: 'Cloud Run',
  KUBERNETES_SERVICE_HOST: 'Kubernetes',
} as const

/**
 * What an operator must know of an embedded database on a disk that the host throws away (and that two machines of theirs do
 * not share); null for a database elsewhere, on another machine, or in a volume, which is a device of its own.
 */
export function describeVolatileDisk(
  database: Pick<Config['database'], 'driver'> & { dataDir?: string },
  env: Readonly<Record<string, string | undefined>>,
  deviceOf: (path: string) => number = path => statSync(path).dev,
): string | null {
  if (database.driver !== 'embedded' || database.dataDir === undefined) return null
  const host = Object.entries(hosts).find(([name]) => env[name])?.[1]
  if (host === undefined || deviceOf(nearest(database.dataDir)) !== deviceOf('/')) return null
  return `${host} efface ce disque à chaque déploiement, et chaque machine a le sien : conversations et documents seront perdus. Ajoute Postgres et donne DATABASE_URL (ou un volume, et DATA_DIR dedans).`
}

/** A folder, or the first above it that is there. */
function nearest(folder: string): string {
  let existing = resolve(folder)
  while (!existsSync(existing)) existing = dirname(existing)
  return existing
}
