import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadTeam } from '../server/agents/load-team.ts'
import { TeamFilesError } from '../server/agents/parse-team.ts'
import { type Config, parseConfig } from '../server/config.ts'
import { ConfigError } from '../server/config-error.ts'
import { DatabaseError } from '../server/database/database-error.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { AppError } from '../server/errors.ts'
import { ReaderStartError } from '../server/ingest/reader-start-error.ts'
import type { Database } from '../server/ports/database.ts'
import { readEnvironment } from '../server/read-environment.ts'
import { toFileProblem } from './file-problem.ts'

/** The product's folder. */
export const root = join(import.meta.dirname, '..')

/** This program's version, as package.json says it. */
export function readVersion(): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}

/** Exit codes: everything done, something failed, the command was given wrong, Ctrl-C. */
export const exitCode = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

/** The command's words are wrong; the message is for the person who typed them, in French. */
export class UsageError extends Error {}

/** Where relative paths count from: npm runs a script in the package's folder and says where it was called. */
export function workingDirectory(): string {
  return (process.env.npm_lifecycle_event && process.env.INIT_CWD) || process.cwd()
}

/** What the environment and `.env` say. Throws ConfigError. */
export function readConfig(): Config {
  return parseConfig(readEnvironment(process.cwd(), process.env))
}

/** The embedded database's folder, also where another database is configured. */
export function readDataDir(): string {
  const { DATABASE_URL: _url, SUPABASE_URL: _supabase, ...rest } = readEnvironment(process.cwd(), process.env)
  const { database } = parseConfig({ ...rest, SUPABASE_SERVICE_KEY: undefined })
  if (database.driver !== 'embedded') throw new Error('without an address, the database is the embedded one')
  return database.dataDir
}

/** Opens the database that the environment and `.env` name. Throws ConfigError or DatabaseError. */
export async function openConfiguredDatabase(): Promise<Database> {
  return (await openDatabase(readConfig().database)).database
}

/** Who may own documents: the specialists of agents/, and `shared`. */
export async function findOwners(): Promise<string[]> {
  const { personas } = await loadTeam(join(root, 'agents'))
  return [...personas.map(({ id }) => id).sort(), 'shared']
}

/** Of one of whom nothing was found: throws UsageError when nobody is called so. Specialists who are gone may still own something. */
export async function checkOwner(agent: string | undefined): Promise<void> {
  const owners = await findOwners()
  if (agent !== undefined && !owners.includes(agent))
    throw new UsageError(`Agent inconnu : ${agent}. Possibles : ${owners.join(', ')}.`)
}

/** What a failure is told as, one line each, and the exit code. `script` is the name that npm runs the command by. */
export function toFailure(error: unknown, script: string): { message: string; code: number } {
  if (error instanceof UsageError)
    return { message: `${error.message}\nAide : npm run ${script} -- --help`, code: exitCode.usage }
  if (error instanceof ConfigError || error instanceof TeamFilesError)
    return { message: error.problems.join('\n'), code: exitCode.failed }
  if (error instanceof ReaderStartError)
    return {
      message: `Rien n’a pu être lu : ${error.message}. npm run doctor regarde l’installation.`,
      code: exitCode.failed,
    }
  if (error instanceof DatabaseError) return { message: error.message, code: exitCode.failed }
  if (error instanceof AppError && error.code === 'database_unavailable')
    return { message: `La base de données ne répond pas : ${error.message}`, code: exitCode.failed }
  const fileProblem = toFileProblem(error)
  if (fileProblem !== null) return { message: fileProblem, code: exitCode.failed }
  return {
    message: `Erreur inattendue : ${error instanceof Error ? error.stack : String(error)}`,
    code: exitCode.failed,
  }
}

/** Runs a command to its exit code; its failures go to standard error. */
export async function runCommand(script: string, command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command()
  } catch (error) {
    const { message, code } = toFailure(error, script)
    process.stderr.write(`${message}\n`)
    process.exitCode = code
  }
}
