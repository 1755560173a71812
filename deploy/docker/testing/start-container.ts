import { setTimeout as delay } from 'node:timers/promises'
import type { Finished, Podman } from './podman.ts'

/** Our image, running as strictly as docker-compose.yml runs it. */
export interface RunningContainer extends AsyncDisposable {
  name: string
  url: string
  /** Runs a command inside. */
  exec(...command: string[]): Promise<Finished>
  /** Sends a signal to PID 1 and waits for the end. Returns the exit code. */
  stop(signal?: string): Promise<number>
  logs(): Promise<string>
}

/** No right of root's, nothing to write but /tmp and what is mounted. */
export const confined = ['--read-only', '--tmpfs=/tmp', '--cap-drop=ALL', '--security-opt=no-new-privileges']
let containers = 0

/**
 * Starts an image and waits until it is ready. `port` is the port inside; with `network: 'host'` it is also the
 * machine's, and what listens on loopback can be reached. Throws with the log when it is not ready within a minute.
 */
export async function startContainer(
  podman: Podman,
  image: string,
  options: { args?: string[]; env?: Record<string, string>; port?: number; network?: 'host' } = {},
): Promise<RunningContainer> {
  const { args = [], env = {}, port = 8000, network } = options
  const name = `chatbot-v2-test-${process.pid}-${++containers}`
  const wiring = network === 'host' ? ['--network=host'] : [`--publish=127.0.0.1::${port}`]
  const variables = Object.entries(env).map(([key, value]) => `--env=${key}=${value}`)
  await podman.do('run', '--detach', `--name=${name}`, ...confined, ...wiring, ...variables, ...args, image)
  const container = {
    name,
    url: '',
    exec: (...command: string[]) => podman.try('exec', name, ...command),
    async stop(signal = 'TERM') {
      await podman.do('kill', `--signal=${signal}`, name)
      return Number(await podman.do('wait', name))
    },
    async logs() {
      const { stdout, stderr } = await podman.try('logs', name)
      return stdout + stderr
    },
    [Symbol.asyncDispose]: async () =>
      void (await podman.try('rm', '--force', '--volumes', '--time=0', name)),
  }
  const published = network === 'host' ? `127.0.0.1:${port}` : await podman.do('port', name, `${port}/tcp`)
  container.url = `http://${published}`
  const isRunning = async () => (await podman.do('inspect', '--format={{.State.Running}}', name)) === 'true'
  await untilReady(container, isRunning)
  return container
}

async function untilReady(container: RunningContainer, isRunning: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 60_000; await delay(100)) {
    const response = await fetch(`${container.url}/ready`).catch(() => null)
    if (response?.ok) return
    if (!(await isRunning())) break
  }
  const logs = await container.logs()
  await container[Symbol.asyncDispose]()
  throw new Error(`not ready within a minute:\n${logs}`)
}
