// docker-compose.yml, and the compose file of the guide written for v2, brought up by podman-compose: it stands in for
// `docker compose`, which needs Docker's engine. Debian's podman-compose (1.0.3) is older than profiles and than
// `required`, so ours is handed to it without the services of other profiles and with the short form of env_file.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { ask } from '../../server/testing/chat-client.ts'
import { createFolder } from '../../server/testing/start-product.ts'
import { buildImage, copyCheckout } from './testing/build-image.ts'
import { createPodman, runProgram } from './testing/podman.ts'

const root = join(import.meta.dirname, '../..')
const podman = createPodman()
const tag = 'localhost/chatbot-v2:system-test'
const turn = {
  user_id: 'test',
  conversation_id: 'test-prod',
  message: 'Combien de mails dans une séquence de bienvenue ?',
}

before(() => buildImage(podman, tag))
after(() => podman[Symbol.dispose]())

describe('docker-compose.yml', () => {
  const folder = createFolder()
  const compose = inFolder(folder.path, 'chatbot-v2-test', { PUBLISH: '127.0.0.1:18427' })
  const name = 'chatbot-v2-test_chatbot-v2_1'
  before(() => {
    const { services, volumes, ...file } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
      merge: true,
    })
    const { build: _build, env_file, depends_on: _database, ...ours } = services['chatbot-v2']
    const service = { ...ours, image: tag, env_file: env_file.map(({ path }: { path: string }) => path) }
    writeFileSync(
      join(folder.path, 'docker-compose.yml'),
      stringify({ ...file, services: { 'chatbot-v2': service }, volumes }),
    )
    // As copied from the example, which says where the data are, and to which port nothing is to be given.
    writeFileSync(join(folder.path, '.env'), readFileSync(join(root, '.env.example'), 'utf8'))
  })
  after(async () => {
    await compose('down', '--volumes')
    await podman.try('network', 'rm', 'chatbot-v2-test_default')
    folder[Symbol.dispose]()
  })

  it('brings up a server that answers, confined, with its logs kept small', async () => {
    await compose('up', '--detach')
    await untilHealthy('http://127.0.0.1:18427')
    assert.ok((await ask('http://127.0.0.1:18427', turn)).sources.length >= 1)
    const [container] = JSON.parse(await podman.do('inspect', name))
    assert.equal(container.HostConfig.ReadonlyRootfs, true)
    assert.deepEqual(container.EffectiveCaps ?? [], [])
    assert.equal(container.HostConfig.RestartPolicy.Name, 'unless-stopped')
    assert.equal(container.HostConfig.LogConfig.Size, '10MB')
    assert.equal((await podman.try('healthcheck', 'run', name)).code, 0)
  })

  it('keeps the data when the container is made anew', async () => {
    await compose('stop', '--timeout', '45')
    assert.equal(await podman.do('inspect', '--format={{.State.ExitCode}}', name), '0')
    await podman.do('rm', name)
    await compose('up', '--detach')
    await untilHealthy('http://127.0.0.1:18427')
    const found = await fetch('http://127.0.0.1:18427/api/conversations/test-prod/messages?user_id=test')
    assert.equal(((await found.json()) as { messages: unknown[] }).messages.length, 2)
  })
})

describe('the compose file of the guide, as it is', () => {
  const folder = createFolder()
  const compose = inFolder(folder.path, 'guide')
  before(async () => {
    await copyCheckout(folder.path)
    // What the guide's file says, in our words: built here, one named container on 8000, checked by curl.
    const network = 'chatbot-network'
    const service = {
      build: '.',
      container_name: 'chatbot-v2',
      restart: 'unless-stopped',
      ports: ['8000:8000'],
      env_file: ['.env'],
      networks: [network],
      healthcheck: {
        test: ['CMD', 'curl', '-f', 'http://localhost:8000/health'],
        interval: '30s',
        timeout: '5s',
        retries: 3,
        start_period: '10s',
      },
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
    }
    const file = {
      version: '3.8',
      services: { 'chatbot-v2': service },
      networks: { [network]: { driver: 'bridge' } },
    }
    writeFileSync(join(folder.path, 'docker-compose.yml'), stringify(file))
    writeFileSync(
      join(folder.path, '.env'),
      'SUPABASE_URL=\nOPENROUTER_API_KEY=\nAPI_HOST=0.0.0.0\nAPI_PORT=8000\n',
    )
  })
  after(async () => {
    await compose('down')
    await podman.try('network', 'rm', 'guide_chatbot-network')
    await podman.try('image', 'rm', 'localhost/guide_chatbot-v2')
    folder[Symbol.dispose]()
  })

  it('builds and starts ours, healthy by its curl, answering the guide’s own request', async () => {
    await compose('up', '--detach', '--build')
    await untilHealthy('http://127.0.0.1:8000')
    assert.equal((await podman.try('healthcheck', 'run', 'chatbot-v2')).code, 0)
    const reply = await ask('http://127.0.0.1:8000', {
      ...turn,
      message: 'Hello',
      timestamp: '2025-11-03T12:00:00Z',
    })
    assert.ok(reply.message.length > 0)
    assert.match(await podman.do('logs', 'chatbot-v2'), /"listening"/)
  })
})

/** Runs podman-compose in a folder, for a project of that name. Throws with what it printed when it fails. */
function inFolder(folder: string, project: string, env: Record<string, string> = {}) {
  mkdirSync(folder, { recursive: true })
  // What `podman build` is told in build-image.ts, by its variables.
  const building = { BUILDAH_ISOLATION: 'chroot', BUILDAH_FORMAT: 'docker' }
  const buildArguments = ['--podman-build-args=--network=host --pull=never']
  return async (...args: string[]) => {
    const { code, stdout, stderr } = await runProgram(
      'podman-compose',
      ['--project-name', project, ...buildArguments, ...args],
      { cwd: folder, env: { ...podman.env, ...building, ...env } },
    )
    if (code !== 0) throw new Error(`podman-compose ${args.join(' ')}:\n${stderr}${stdout}`)
  }
}

async function untilHealthy(url: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 60_000; await delay(200)) {
    if ((await fetch(`${url}/health`).catch(() => null))?.ok) return
  }
  throw new Error(`${url} is not healthy after a minute`)
}
