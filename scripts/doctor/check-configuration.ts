import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, parseConfig } from '../../server/config.ts'
import { ConfigError } from '../../server/config-error.ts'
import { findStrayLines, readEnvironment, readEnvText } from '../../server/read-environment.ts'
import { describeUnnamedModels } from '../../server/start-screen.ts'
import type { Finding } from './finding.ts'

const section = 'Configuration'

/** Reads `.env` and the environment; the configuration is null when the server would not start with it. */
export function checkConfiguration(
  folder: string,
  env: NodeJS.ProcessEnv,
): { config: Config | null; findings: Finding[] } {
  const file = checkFile(folder)
  try {
    const config = parseConfig(readEnvironment(folder, env))
    return { config, findings: [...file, ...checkLines(folder), ...checkValues(config)] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const todo = 'Corrige .env : sans cela, le serveur ne démarre pas.'
    const problems = error.problems.map(
      (text): Finding => ({ id: 'configuration', section, state: 'error', text, todo }),
    )
    return { config: null, findings: [...file, ...problems] }
  }
}

function checkFile(folder: string): Finding[] {
  const path = join(folder, '.env')
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) {
    const text = 'pas de fichier .env : tout vaut ce qu’il vaut par défaut'
    return [{ id: 'env-file', section, state: 'unknown', text, todo: 'npm run setup en écrit un.' }]
  }
  // What it is instead is said where it is read.
  if (!stat.isFile()) return []
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    const text = '.env, qui contient tes clés, peut être lu par d’autres que toi'
    return [{ id: 'env-file', section, state: 'warning', text, todo: 'chmod 600 .env' }]
  }
  return [{ id: 'env-file', section, state: 'ok', text: '.env, lisible par toi seule' }]
}

/** What gives nothing is not shown: it may be a key that lost its name. */
function checkLines(folder: string): Finding[] {
  const stray = findStrayLines(readEnvText(join(folder, '.env')) ?? '').map(({ line }) => line)
  if (stray.length === 0) return []
  const [which, what] = stray.length > 1 ? ['les lignes', 'ne sont pas lues'] : ['la ligne', 'n’est pas lue']
  const text = `dans .env, ${which} ${stray.join(', ')} ${what}`
  const todo = 'Écris NOM=valeur, ou mets # devant.'
  return [{ id: 'env-lines', section, state: 'warning', text, todo }]
}

function checkValues(config: Config): Finding[] {
  const findings: Finding[] = [
    { id: 'configuration', section, state: 'ok', text: 'toutes les valeurs sont bonnes' },
  ]
  const warn = (text: string, todo: string) =>
    findings.push({ id: 'configuration', section, state: 'warning', text, todo })
  if (config.allowedOrigins.includes('*'))
    warn(
      'n’importe quel site peut appeler ton chat, à tes frais (ALLOWED_ORIGINS=*)',
      'ALLOWED_ORIGINS=https://ton-site.fr',
    )
  if (config.supabaseIgnored)
    warn('SUPABASE_URL est donné, et ignoré : c’est DATABASE_URL qui compte', 'Enlève celui qui ne sert pas.')
  if (config.withoutEffect.length > 0)
    warn(
      `sans effet, puisqu’aucun modèle n’est configuré : ${config.withoutEffect.join(', ')}`,
      'Donne OPENROUTER_API_KEY, ou enlève-les.',
    )
  const unnamed = describeUnnamedModels(config)
  if (unnamed !== null) warn(unnamed, 'docs/models.md a un bloc par fournisseur.')
  return findings
}
