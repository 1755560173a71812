// `npm run doctor`: looks at everything that the product needs, and says what to do about what is not well.
import { join, resolve } from 'node:path'
import { loadTeam } from '../server/agents/load-team.ts'
import type { Config } from '../server/config.ts'
import { readDatabaseFiles } from '../server/database/database-files.ts'
import { outboxStatus } from '../server/operations/outbox-status.ts'
import { readCosts } from '../server/operations/read-costs.ts'
import { exitCode, readVersion, root, UsageError, workingDirectory } from './command-line.ts'
import { checkConfiguration } from './doctor/check-configuration.ts'
import { checkDatabase } from './doctor/check-database.ts'
import { checkKnowledge } from './doctor/check-knowledge.ts'
import { checkMachine } from './doctor/check-machine.ts'
import { judgeOutbox } from './doctor/check-outbox.ts'
import { checkProviders, judgeBudget } from './doctor/check-providers.ts'
import { checkReader } from './doctor/check-reader.ts'
import { checkAddress, checkPort } from './doctor/check-server.ts'
import { type Finding, findingLines, isWell } from './doctor/finding.ts'
import { openForInspection } from './doctor/open-for-inspection.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'

const help = `Vérifier tout ce dont le chat a besoin, serveur en marche ou non :

  npm run doctor                                    configuration, base, documents, clés, disque, port
  npm run doctor -- --url https://chat.ton-site.fr  aussi à travers ton proxy : certificat, adresses, CORS, widget, réponses mot à mot
  npm run doctor -- --backups /mnt/copies           là où sont tes sauvegardes
  npm run doctor -- --json                          pour un programme

✓ va bien · ! à regarder · ✗ à réparer · – rien à vérifier. Code de sortie 1 s’il y a un ✗. Rien n’est changé ni facturé.`

const options = {
  url: { type: 'string' },
  backups: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** A problem that somebody must know of, and that no check was written for, is a finding too. */
async function look(
  about: Pick<Finding, 'id' | 'section'>,
  check: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    const text = `n’a pas pu être vérifié : ${error instanceof Error ? error.message : String(error)}`
    return [{ ...about, state: 'error', text }]
  }
}

async function lookAtDatabase(config: Config): Promise<Finding[]> {
  const section = 'Base de données'
  const opened = await openForInspection(config.database)
  if (opened.kind === 'absent')
    return [{ id: 'database', section, state: 'unknown', text: 'base embarquée : npm start la crée' }]
  if (opened.kind === 'failed') return [{ id: 'database', section, state: 'error', text: opened.problem }]
  const { database } = opened
  try {
    const { driver } = config.database
    const poolSize = config.database.driver === 'postgres' ? config.database.poolSize : undefined
    const files = await readDatabaseFiles()
    const setting = { driver, poolSize, workers: config.workers, files, now: Date.now }
    const { inspection, findings } = await checkDatabase(database, setting)
    if (inspection === null) return findings
    const { personas } = await loadTeam(join(root, 'agents'))
    const knowledge = await checkKnowledge(database, { config, personas, inspection })
    const { spent } = await readCosts(database)
    const events = judgeOutbox(await outboxStatus(database), config.webhooks.endpoints)
    return [...findings, ...knowledge, judgeBudget(spent, config.budget), ...events]
  } finally {
    await database.close()
  }
}

async function lookAtAll(config: Config, values: OptionValues<typeof options>): Promise<Finding[]> {
  const version = readVersion()
  const { database } = config
  const looks = await Promise.all([
    look({ id: 'database', section: 'Base de données' }, () => lookAtDatabase(config)),
    look({ id: 'providers', section: 'Fournisseurs' }, () => checkProviders(config)),
    look({ id: 'machine', section: 'Machine' }, () =>
      checkMachine({
        root,
        dataDir: database.driver === 'embedded' ? resolve(database.dataDir) : undefined,
        backups:
          values.backups === undefined ? join(root, 'backups') : resolve(workingDirectory(), values.backups),
        workers: config.workers,
        env: process.env,
        now: Date.now,
      }),
    ),
    look({ id: 'reader', section: 'Machine' }, async () => [await checkReader()]),
    look({ id: 'port', section: 'Serveur' }, async () => [await checkPort(config, version)]),
    look({ id: 'address', section: 'Serveur' }, () => checkAddress(values.url, { ...config, version })),
  ])
  return looks.flat()
}

async function run(values: OptionValues<typeof options>): Promise<number> {
  const { url } = values
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url))
    throw new UsageError('--url veut une adresse comme https://chat.ton-site.fr.')
  const { config, findings } = checkConfiguration(process.cwd(), process.env)
  const all = config === null ? findings : [...findings, ...(await lookAtAll(config, values))]
  console.log(
    values.json ? JSON.stringify({ ok: isWell(all), findings: all }, null, 2) : findingLines(all).join('\n'),
  )
  return isWell(all) ? exitCode.done : exitCode.failed
}

await runWithOptions('doctor', help, options, run)
