import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What a command printed, and its exit code; null when a signal ended it. */
export interface ScriptResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a file of scripts/ in a folder, as npm does, without a terminal; its database is in the folder's `data`. */
export async function runScript(
  folder: string,
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ScriptResult> {
  const path = join(import.meta.dirname, '../../scripts', script)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', part => {
    output.stdout += part
  })
  child.stderr.on('data', part => {
    output.stderr += part
  })
  await once(child, 'close')
  return { code: child.exitCode, ...output }
}
