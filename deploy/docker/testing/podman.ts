import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

/** Podman as a machine without systemd, possibly itself a sandbox, can run it. */
export interface Podman extends Disposable {
  /** Its environment, for programs that call podman themselves. */
  env: NodeJS.ProcessEnv
  /** Runs a command to its end; a failure is a value. */
  try(...args: string[]): Promise<Finished>
  /** Runs a command to its end and returns what it printed. Throws with its complaint when it fails. */
  do(...args: string[]): Promise<string>
}

/** What podman would ask systemd for, or raise beyond what a sandbox allows. */
const configuration = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`

export function createPodman(): Podman {
  const folder = mkdtempSync(join(tmpdir(), 'podman-'))
  const file = join(folder, 'containers.conf')
  writeFileSync(file, configuration)
  const env = { ...process.env, CONTAINERS_CONF: file }
  const attempt = (...args: string[]) => runProgram('podman', args, { env })
  return {
    env,
    try: attempt,
    async do(...args) {
      const { code, stdout, stderr } = await attempt(...args)
      if (code !== 0) throw new Error(`podman ${args.join(' ')}: ${stderr}${stdout}`)
      return stdout.trim()
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Finished> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}
