import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** The process's environment over the `.env` of a folder: a variable that is set for real wins. */
export function readEnvironment(folder: string, env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const file = join(folder, '.env')
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...env } : { ...env }
}
