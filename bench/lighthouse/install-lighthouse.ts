import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Another version may score otherwise: figures are compared within one. */
export const lighthouseVersion = '13.5.0'

const cache = join(import.meta.dirname, '../../node_modules/.cache/chatbot-v2')

/**
 * Installs Lighthouse beside our own packages, once a version: 110 packages, 180 MB, that nothing else needs. Needs npm
 * and its registry the first time. Returns the path of the program, a script for Node. Throws with npm's words.
 */
export async function installLighthouse(): Promise<string> {
  const folder = join(cache, `lighthouse-${lighthouseVersion}`)
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`
    await mkdir(unfinished, { recursive: true })
    const options = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error']
    // With --prefix, npm would forget the machine's own npmrc.
    await writeFile(join(unfinished, 'package.json'), '{"private":true}')
    await promisify(execFile)('npm', ['install', ...options, `lighthouse@${lighthouseVersion}`], {
      cwd: unfinished,
    })
    await rename(unfinished, folder).catch(async error => {
      await rm(unfinished, { recursive: true })
      if (!existsSync(folder)) throw error
    })
  }
  return join(folder, 'node_modules/lighthouse/cli/index.js')
}
