import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const main = join(import.meta.dirname, '..', 'main.ts')

/** A product that runs in a process of its own, as an operator starts it. */
export interface RunningProduct {
  url: string
  process: ChildProcess
  /** Its log so far: one parsed JSON line each. */
  log: Record<string, unknown>[]
  /** Sends a signal and waits for the end. Returns the exit code, null when the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

/** Makes a folder, empty or a copy of another, that is removed when the test that holds it ends. */
export function createFolder(copyOf?: string): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'chatbot-v2-'))
  if (copyOf !== undefined) cpSync(copyOf, path, { recursive: true })
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/**
 * Starts the product on `dataDir` and a free port and waits until it listens.
 * Throws with what it printed when it ends before.
 */
export async function startProduct(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<RunningProduct> {
  const child = spawnProduct(dataDir, env)
  const log: Record<string, unknown>[] = []
  let errors = ''
  child.stderr?.on('data', chunk => {
    errors += chunk
  })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', line => {
      const entry = JSON.parse(line)
      log.push(entry)
      if (typeof entry.address === 'string') resolve(entry.address)
    })
    child.once('exit', code => reject(new Error(`ended with ${code} before it listened: ${errors}`)))
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return { url, process: child, log, stop, [Symbol.asyncDispose]: async () => void (await stop('SIGKILL')) }
}

/** Starts the product and returns the process at once. A free port is chosen unless `env` names one. */
export function spawnProduct(dataDir: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, API_PORT: '0', API_HOST: '127.0.0.1', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/**
 * Runs a product that is expected not to start. Returns its exit code and what it said; one that starts all the same
 * is killed after two minutes, and its code is null.
 */
export async function runToEnd(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; stderr: string }> {
  const child = spawnProduct(dataDir, env)
  const bound = setTimeout(() => child.kill('SIGKILL'), 120_000)
  let stderr = ''
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  child.stdout?.resume()
  await once(child, 'close')
  clearTimeout(bound)
  return { code: child.exitCode, stderr }
}
