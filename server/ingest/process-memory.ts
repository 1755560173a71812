import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * Megabytes a process holds in memory, null when it is gone or the system does not say (Windows).
 * `peak`: the most it ever held, Linux only.
 */
export async function processMemory(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<{ megabytes: number; peak: number | null } | null> {
  try {
    if (platform === 'linux') {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1])
      const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1])
      return Number.isNaN(resident) ? null : { megabytes: resident / 1024, peak: peak / 1024 }
    }
    if (platform === 'win32') return null
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
    return { megabytes: Number(stdout) / 1024, peak: null }
  } catch {
    return null
  }
}
