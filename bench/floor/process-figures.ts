import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']))

/** Seconds of processor that a process has used, all threads together; Linux only. */
export function readCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/**
 * Starts counting the processor that a Postgres on this machine spends on a database; the returned function says the seconds
 * since. A connection that ended meanwhile does not count. Linux only.
 */
export function countDatabaseSeconds(database: string): () => number {
  const before = new Map(serving(database))
  return () => serving(database).reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0)
}

/** Seconds of each process that serves this database now. */
function serving(database: string): [string, number][] {
  return readdirSync('/proc').flatMap((pid): [string, number][] => {
    if (!/^\d+$/.test(pid)) return []
    try {
      const serves = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(` ${database} 127.0.0.1(`)
      return serves ? [[pid, readCpuSeconds(Number(pid))]] : []
    } catch {
      return [] // ended meanwhile
    }
  })
}

/** Megabytes (10^6) that a process holds in memory. */
export function readResidentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / 1e6
}

/** The value that this share of the values does not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
