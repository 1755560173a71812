import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Needs Node 24. Its releases name their own packages exactly, so this is the same program each time. */
const version = '2.40.7'

const cache = join(import.meta.dirname, '../../../node_modules/.cache')

/**
 * Installs n8n into node_modules/.cache, once (2,120 packages, 2.4 GB, three minutes on two busy cores): it is heavy, and no
 * dependency of ours. No package's install script is run; so there is no sqlite3, and its database is a Postgres. Returns
 * the path of its program.
 */
export async function installN8n(): Promise<string> {
  const folder = join(cache, `n8n-${version}`)
  const program = (within: string) => join(within, 'node_modules/n8n/bin/n8n')
  if (existsSync(program(folder))) return program(folder)
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'package.json'), '{"private":true}')
  const options = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--no-package-lock']
  const npm = spawn('npm', ['install', `n8n@${version}`, ...options, '--loglevel=error'], {
    cwd: unfinished,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(npm, 'close')
  if (code !== 0) throw new Error(`npm install n8n@${version} ended with ${code}`)
  renameSync(unfinished, folder)
  return program(folder)
}
