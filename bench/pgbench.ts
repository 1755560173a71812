import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const runFile = promisify(execFile)

export interface PgbenchResult {
  turns: number
  turnsPerSecond: number
  /** Milliseconds of one script. */
  latency: number
}

/** Runs a script of pgbench (found in PATH or beside the server) for some seconds, in the extended protocol as drivers do. */
export async function runPgbench(options: {
  url: string
  script: string
  clients: number
  seconds: number
  seed: number
}): Promise<PgbenchResult> {
  const { stdout } = await runFile('pgbench', [
    ...['-n', '-M', 'extended', '-f', options.script],
    ...['-c', String(options.clients), '-j', '1', '-T', String(options.seconds)],
    `--random-seed=${options.seed}`,
    options.url,
  ])
  const read = (pattern: RegExp) => {
    const found = pattern.exec(stdout)?.[1]
    if (found === undefined) throw new Error(`pgbench said something else: ${stdout}`)
    return Number(found)
  }
  if (read(/failed transactions: (\d+)/) > 0) throw new Error(stdout)
  return {
    turns: read(/actually processed: (\d+)/),
    turnsPerSecond: read(/^tps = ([\d.]+)/m),
    latency: read(/latency average = ([\d.]+)/),
  }
}

/**
 * CPU seconds of a server's processes that have ended, by the kernel's count: a connection's process ends with it, so
 * the difference around a run is what the run cost, whoever else uses the machine. Linux only.
 */
export function endedProcessSeconds(postmaster: number): number {
  const stat = readFileSync(`/proc/${postmaster}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100 // cutime and cstime, in ticks of 10 ms
}
