import { z } from 'zod'
import type { Config } from '../../server/config.ts'
import { type AppliedSchema, compareSchema, toTooNew } from '../../server/database/compare-schema.ts'
import type { DatabaseFiles } from '../../server/database/database-files.ts'
import { readOwnIndexes, readOwnObjects } from '../../server/database/schema-ownership.ts'
import { type DatabaseInspection, inspectDatabase } from '../../server/operations/inspect-database.ts'
import { pingDatabase } from '../../server/operations/ping-database.ts'
import type { Database } from '../../server/ports/database.ts'
import type { Finding } from './finding.ts'

const section = 'Base de données'

type Driver = Config['database']['driver']

const Applied = z.object({
  release: z.string().nullable(),
  applied: z.record(z.string(), z.record(z.string(), z.string())),
})

/** Milliseconds of a round trip above which a turn's three are felt. */
const farMilliseconds = 40
/** Seconds that two clocks may differ by. */
const skewSeconds = 5
/** Connections that Postgres keeps for administrators. */
const kept = 3

export interface DatabaseSetting {
  driver: Driver
  workers: number
  poolSize: number | undefined
  files: DatabaseFiles
  now(): number
}

/** Looks at an open database: its schema, rights, indexes, clock, limits. The inspection is null when it cannot be asked. */
export async function checkDatabase(
  database: Database,
  setting: DatabaseSetting,
): Promise<{ inspection: DatabaseInspection | null; findings: Finding[] }> {
  const schema = await readSchemaFinding(database, setting)
  if (schema.state === 'error') return { inspection: null, findings: [schema] }
  const { files, now } = setting
  const expected = { ...readOwnObjects(files), indexes: readOwnIndexes(files) }
  try {
    const before = now()
    const inspection = await inspectDatabase(database, expected)
    const skew = inspection.milliseconds - (before + now()) / 2
    const findings = [
      // A running server looks into the embedded database's folder twice a second: that is no distance.
      describeServer(inspection, setting.driver === 'embedded' ? null : await measureTrip(database)),
      schema,
      ...judgeInspection(inspection, setting),
      ...(setting.driver === 'embedded' ? [] : [judgeClock(skew, 'la base')]),
    ]
    return { inspection, findings }
  } catch (error) {
    // A database that a later or an earlier program prepared may not know the question.
    if (!/inspect_database/.test(error instanceof Error ? error.message : '')) throw error
    return { inspection: null, findings: [schema] }
  }
}

async function readSchemaFinding(database: Database, { files, driver }: DatabaseSetting): Promise<Finding> {
  const about = { id: 'schema', section } as const
  const applied = await database
    .call('schema_version', {})
    .then(value => Applied.parse(value) as AppliedSchema)
    .catch(error => {
      // No such function: nobody has prepared this database.
      if (/schema_version|PGRST202/.test(error instanceof Error ? error.message : '')) return null
      throw error
    })
  const prepare = driver === 'supabase' ? 'Colle database/migrations.sql dans l’éditeur SQL de Supabase.' : ''
  if (applied === null)
    return {
      ...about,
      state: 'error',
      text: 'cette base n’est pas préparée : aucune de nos fonctions n’y est',
      todo: prepare || 'npm start la prépare, avec un rôle propriétaire de la base.',
    }
  const comparison = compareSchema(applied, files)
  switch (comparison.kind) {
    case 'same':
      return { ...about, state: 'ok', text: 'migrations et fonctions à jour' }
    case 'older':
      return {
        ...about,
        state: driver === 'supabase' ? 'error' : 'warning',
        text: `la base est celle d’une version plus ancienne (${[...comparison.migrations, ...comparison.functions].slice(0, 5).join(', ')})`,
        todo: prepare || 'Le prochain démarrage la met à jour : npm run backup, puis redémarre.',
      }
    case 'newer':
      return comparison.missing.length > 0
        ? { ...about, state: 'error', text: toTooNew(comparison) }
        : {
            ...about,
            state: 'warning',
            text: `la base a été préparée par une version plus récente (${comparison.release ?? 'inconnue'}) ; celle-ci fonctionne avec`,
            todo: 'Installe la même version partout.',
          }
    case 'edited':
      return {
        ...about,
        state: 'error',
        text: `ces migrations ne sont pas celles de ce programme : ${comparison.migrations.join(', ')}`,
        todo: 'Installe la version de chatbot-v2 qui a créé cette base, ou une plus récente.',
      }
  }
}

/** The middle one of five round trips, in milliseconds. */
async function measureTrip(database: Database): Promise<number> {
  const trips: number[] = []
  for (let index = 0; index < 5; index++) {
    const began = performance.now()
    await pingDatabase(database)
    trips.push(performance.now() - began)
  }
  return trips.sort((one, other) => one - other)[2] ?? 0
}

function describeServer({ server, pgvector }: DatabaseInspection, trip: number | null): Finding {
  const about = { id: 'database', section } as const
  const versions = `PostgreSQL ${server}, pgvector ${pgvector}`
  if (trip === null) return { ...about, state: 'ok', text: `${versions}, embarquée` }
  const text = `${versions}, répond en ${trip.toFixed(trip < 10 ? 1 : 0)} ms`
  if (trip <= farMilliseconds) return { ...about, state: 'ok', text }
  const todo =
    'Chaque réponse fait trois allers-retours : prends une base dans la même région, ou sur la même machine.'
  return { ...about, state: 'warning', text: `${text} : c’est loin`, todo }
}

const again = (kind: 'access' | 'function') => `delete from schema_migrations where kind = '${kind}'`

/** What an inspection says of rights, indexes and limits: one finding each, good or bad. */
export function judgeInspection(
  found: DatabaseInspection,
  {
    driver,
    workers,
    poolSize,
    files,
  }: Pick<DatabaseSetting, 'driver' | 'workers' | 'poolSize'> & { files: Pick<DatabaseFiles, 'migrations'> },
): Finding[] {
  const reopen = (kind: 'access' | 'function') =>
    driver === 'supabase'
      ? `Dans l’éditeur SQL : ${again(kind)}; puis colle database/migrations.sql.`
      : `psql "$DATABASE_URL" -c "${again(kind)}", puis redémarre.`
  return [
    judge({
      id: 'writable',
      bad: found.writable ? [] : ['lecture seule'],
      good: 'accepte les écritures',
      problem: () => 'cette base est en lecture seule : aucune visiteuse ne peut recevoir de réponse',
      todo: 'Donne l’adresse du serveur principal ; vérifie la place sur son disque (Supabase passe en lecture seule quand il est plein).',
    }),
    judge({
      id: 'objects',
      bad: found.missing,
      good: 'toutes nos tables et fonctions y sont',
      problem: names => `il manque ${names}`,
      todo: `${reopen('function')} Une table perdue revient d’une sauvegarde : npm run restore.`,
    }),
    judge({
      id: 'access',
      bad: [...found.unsecuredTables, ...found.openObjects],
      good: 'fermée aux inconnus (RLS et droits)',
      problem: names => `d’autres que le serveur peuvent lire ou appeler : ${names}`,
      todo: reopen('access'),
    }),
    judge({
      id: 'rights',
      bad: found.deniedFunctions,
      good: 'le serveur a tous les droits qu’il lui faut',
      problem: names => `le serveur n’a pas le droit d’appeler ${names}`,
      todo: 'Prends le rôle propriétaire de la base, ou service_role chez Supabase.',
    }),
    judge({
      id: 'indexes',
      bad: [...found.missingIndexes, ...found.invalidIndexes],
      good: 'tous les index sont là, et valables',
      problem: names => `index absents ou invalides, les recherches seront lentes : ${names}`,
      todo: [
        ...found.missingIndexes.map(name => statementOf(name, files)),
        ...found.invalidIndexes.map(name => `reindex index concurrently ${name};`),
      ].join('\n'),
    }),
    ...judgeConnections(found, workers, poolSize),
  ]
}

function judge(look: {
  id: string
  bad: readonly string[]
  good: string
  problem(names: string): string
  todo: string
}): Finding {
  const { id, bad, good, problem, todo } = look
  if (bad.length === 0) return { id, section, state: 'ok', text: good }
  const more = bad.length > 6 ? `, et ${bad.length - 6} autres` : ''
  return { id, section, state: 'error', text: problem(bad.slice(0, 6).join(', ') + more), todo }
}

/** The statement of the migrations that makes an index. */
function statementOf(name: string, { migrations }: Pick<DatabaseFiles, 'migrations'>): string {
  const statement = new RegExp(`^create\\s+(?:unique\\s+)?index\\s+if not exists\\s+${name}\\b[^;]*;`, 'im')
  const [text = name] = migrations.flatMap(({ sql }) => statement.exec(sql)?.[0] ?? [])
  return text.replace(/\s+/g, ' ')
}

function judgeConnections(
  { maxConnections }: DatabaseInspection,
  workers: number,
  poolSize: number | undefined,
): Finding[] {
  if (poolSize === undefined) return []
  const wanted = workers * poolSize
  const about = { id: 'connections', section } as const
  const text = `${wanted} connexions au plus (${workers} × DATABASE_POOL_SIZE) sur les ${maxConnections} du serveur`
  if (wanted > maxConnections - kept)
    return [
      {
        ...about,
        state: 'error',
        text: `${text} : il en refusera`,
        todo: 'Baisse DATABASE_POOL_SIZE ou WORKERS, ou augmente max_connections.',
      },
    ]
  if (2 * wanted > maxConnections - kept)
    return [
      {
        ...about,
        state: 'warning',
        text: `${text} : trop juste pour une mise à jour sans coupure, où deux versions tournent ensemble`,
        todo: 'Baisse DATABASE_POOL_SIZE, ou augmente max_connections.',
      },
    ]
  return [{ ...about, state: 'ok', text }]
}

/** `skew`: milliseconds that the other clock is ahead. */
export function judgeClock(skew: number, whose: string): Finding {
  const seconds = Math.round(Math.abs(skew) / 1000)
  const about = { id: 'clock', section: whose === 'la base' ? section : 'Fournisseurs' } as const
  if (seconds <= skewSeconds) return { ...about, state: 'ok', text: `même heure que ${whose}` }
  const which = skew > 0 ? 'retarde' : 'avance'
  return {
    ...about,
    state: 'warning',
    text: `l’horloge de cette machine ${which} de ${seconds} s sur ${whose}`,
    todo: 'timedatectl set-ntp true (ou chrony) : budgets du jour, limites et certificats comptent sur l’heure.',
  }
}
