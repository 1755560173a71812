import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Podman, runProgram } from './podman.ts'

/** Podman's answer to what Docker's clients ask of Docker's engine, on a socket of its own. */
export interface Engine extends AsyncDisposable {
  /**
   * Debian's Docker Compose (1.29: profiles, interpolation and conditions are its own), run in a folder for a project of
   * that name. Returns what it printed; throws with it when it fails.
   */
  compose(folder: string, project: string, env?: Record<string, string>): Compose
}
export type Compose = (...args: string[]) => Promise<string>

/** Starts podman's service; packages are there (deploy/docker/stand-in-base.sh). Throws when it does not answer in 20 s. */
export async function startEngine(podman: Podman): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  const socket = join(folder, 'docker.sock')
  // What `podman build` is told in build-image.ts, by its variables.
  const building = { BUILDAH_ISOLATION: 'chroot', BUILDAH_FORMAT: 'docker' }
  const service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], {
    env: { ...podman.env, ...building },
    stdio: 'ignore',
  })
  const ended = once(service, 'exit')
  for (const began = performance.now(); !existsSync(socket); await delay(50)) {
    if (service.exitCode !== null || performance.now() - began > 20_000)
      throw new Error('podman system service does not start')
  }
  return {
    compose:
      (within, project, env = {}) =>
      async (...args) => {
        const { code, stdout, stderr } = await runProgram(
          'docker-compose',
          ['--project-name', project, ...args],
          { cwd: within, env: { ...podman.env, DOCKER_HOST: `unix://${socket}`, ...env } },
        )
        if (code !== 0) throw new Error(`docker-compose ${args.join(' ')}:\n${stderr}${stdout}`)
        return stdout
      },
    async [Symbol.asyncDispose]() {
      service.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
