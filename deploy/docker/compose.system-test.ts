// docker-compose.yml with each of its profiles but n8n, and the compose file of the guide written for v2, brought up by
// Debian's Docker Compose (1.29), for which podman answers as Docker's engine. That Compose is older than three words of
// ours, which are left out for it: `name`, `path`/`required` of env_file, `required` of depends_on; and it waits for no
// health, as podman checks none without systemd: the test asks for the check itself. Images that others made are stood in
// for by Debian's programs (testing/stand-in-images.ts).
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { ask } from '../../server/testing/chat-client.ts'
import { findFreePort } from '../../server/testing/start-postgres.ts'
import { createFolder } from '../../server/testing/start-product.ts'
import { buildImage, copyCheckout } from './testing/build-image.ts'
import { createPodman, runProgram } from './testing/podman.ts'
import { buildStandIn } from './testing/stand-in-images.ts'
import { type Compose, type Engine, startEngine } from './testing/start-compose.ts'

const root = join(import.meta.dirname, '../..')
const podman = createPodman()
const tag = 'localhost/chatbot-v2:system-test'
const turn = {
  user_id: 'test',
  conversation_id: 'test-prod',
  message: 'Combien de mails dans une séquence de bienvenue ?',
}
interface Service {
  image: string
  env_file?: { path: string }[]
  depends_on?: Record<string, { required?: boolean }>
  ports?: string[]
}
const { name: _name, ...ours } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as { name: string; services: Record<'chatbot-v2' | 'postgres' | 'proxy', Service> }
let engine: Engine

before(async () => {
  const { base } = await buildImage(podman, tag)
  // What its name means in docker-compose.yml, once it is built.
  await podman.do('tag', tag, 'localhost/chatbot-v2:latest')
  await Promise.all([
    buildStandIn(podman, 'postgres', { image: ours.services.postgres.image, base }),
    buildStandIn(podman, 'caddy', { image: ours.services.proxy.image, base }),
  ])
  engine = await startEngine(podman)
})
after(async () => {
  await engine?.[Symbol.asyncDispose]()
  podman[Symbol.dispose]()
})

/** Writes docker-compose.yml as this Compose reads it, and what it mounts; the proxy on two free ports of this machine. */
function layOut(folder: string, proxyPorts: { http: number; https: number }, withDatabase: boolean): void {
  const services = structuredClone(ours.services)
  for (const service of Object.values(services)) {
    if (service.env_file) Object.assign(service, { env_file: service.env_file.map(({ path }) => path) })
    for (const condition of Object.values(service.depends_on ?? {})) delete condition.required
    service.ports = service.ports?.map(port =>
      port
        .replace(/^80:/, `127.0.0.1:${proxyPorts.http}:`)
        .replace(/^443:/, `127.0.0.1:${proxyPorts.https}:`),
    )
  }
  if (!withDatabase) delete services['chatbot-v2'].depends_on
  writeFileSync(join(folder, 'docker-compose.yml'), stringify({ ...ours, services }))
}

describe('docker-compose.yml', () => {
  const folder = createFolder()
  const name = 'chatbot-v2-test_chatbot-v2_1'
  let compose: Compose
  let port: number
  before(async () => {
    port = await findFreePort()
    compose = engine.compose(folder.path, 'chatbot-v2-test', { PUBLISH: `127.0.0.1:${port}` })
    layOut(folder.path, { http: 80, https: 443 }, false)
    // As copied from the example, which says where the data are, and to which port nothing is to be given.
    writeFileSync(join(folder.path, '.env'), readFileSync(join(root, '.env.example'), 'utf8'))
  })
  after(async () => {
    await compose('down', '--volumes', '--timeout', '0')
    folder[Symbol.dispose]()
  })

  it('brings up a server that answers, confined, with its logs kept small', async () => {
    await compose('up', '--detach')
    await untilHealthy(`http://127.0.0.1:${port}`)
    assert.ok((await ask(`http://127.0.0.1:${port}`, turn)).sources.length >= 1)
    const [container] = JSON.parse(await podman.do('inspect', name))
    assert.equal(container.HostConfig.ReadonlyRootfs, true)
    assert.deepEqual(container.EffectiveCaps ?? [], [])
    assert.equal(container.HostConfig.RestartPolicy.Name, 'unless-stopped')
    assert.equal(container.HostConfig.LogConfig.Size, '10MB')
    assert.equal((await podman.try('healthcheck', 'run', name)).code, 0)
    assert.match(await compose('logs', 'chatbot-v2'), /"listening"/)
  })

  it('shows itself alone, healthy, and to this machine only', async () => {
    const [, , ...lines] = (await compose('ps')).trim().split('\n')
    assert.equal(lines.length, 1, `${lines}`)
    assert.match(
      lines[0] ?? '',
      new RegExp(`^${name} .* Up \\(healthy\\) +127\\.0\\.0\\.1:${port}->8000/tcp$`),
    )
  })

  it('keeps the data when the container is made anew', async () => {
    await compose('stop', '--timeout', '45', 'chatbot-v2')
    assert.equal(await podman.do('inspect', '--format={{.State.ExitCode}}', name), '0')
    await podman.do('rm', name)
    await compose('up', '--detach')
    await untilHealthy(`http://127.0.0.1:${port}`)
    const found = await fetch(`http://127.0.0.1:${port}/api/conversations/test-prod/messages?user_id=test`)
    assert.equal(((await found.json()) as { messages: unknown[] }).messages.length, 2)
  })
})

describe('docker-compose.yml with a database, a backup and a proxy', () => {
  const folder = createFolder()
  const project = 'chatbot-v2-whole'
  const container = (service: string) => `${project}_${service}_1`
  const password = 'Secret123'
  const old = [1, 2, 3].map(day => `chatbot-v2-2026-01-0${day}T03-00-00.jsonl.gz`)
  let compose: Compose
  let ports: { published: number; http: number; https: number }
  const sql = (query: string, database = 'postgres') =>
    podman.do('exec', container('postgres'), 'psql', '-U', 'postgres', '-Atc', query, database)
  const exec = (service: string, script: string) => podman.try('exec', container(service), 'sh', '-c', script)
  const checkHealth = async (service: string) =>
    (await podman.try('healthcheck', 'run', container(service))).code
  /** Through the proxy, by the certificate that it made for this machine's own name. */
  const visit = async (path: string, more: { body?: string; headers?: Record<string, string> } = {}) => {
    const ca = await podman.do(
      'exec',
      container('proxy'),
      'cat',
      '/data/caddy/pki/authorities/local/root.crt',
    )
    return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: ports.https,
          path,
          ca,
          servername: 'localhost',
          method: more.body === undefined ? 'GET' : 'POST',
          headers: { host: 'localhost', ...more.headers },
        },
        async response => resolve({ status: response.statusCode, body: await text(response) }),
      )
      sent.on('error', reject).end(more.body)
    })
  }

  before(async () => {
    ports = { published: await findFreePort(), http: await findFreePort(), https: await findFreePort() }
    compose = engine.compose(folder.path, project)
    await copyCheckout(folder.path, ['deploy/docker'])
    layOut(folder.path, ports, true)
    // Exactly what the top of docker-compose.yml says.
    const settings = {
      PUBLISH: `127.0.0.1:${ports.published}`,
      COMPOSE_PROFILES: 'postgres,proxy',
      POSTGRES_PASSWORD: 'AnotherSecret',
      DATABASE_PASSWORD: password,
      DATABASE_URL: `postgresql://chatbot:${password}@postgres:5432/chatbot?sslmode=disable`,
      BACKUP_KEEP: '2',
      DOMAIN: 'localhost',
      WORKERS: '2',
      METRICS_TOKEN: 'for-the-server-alone',
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
    writeFileSync(join(folder.path, '.env'), lines.join(''))
    await compose(
      ...['run', '--rm', '--no-deps', 'backup', 'sh', '-c'],
      `cd backups && touch -d 2026-01-03 ${old.join(' ')} mine.jsonl.gz`,
    )
    // As `condition: service_healthy` says.
    await compose('up', '--detach', 'postgres')
    await until(async () => (await checkHealth('postgres')) === 0, 'the database is not healthy')
    await compose('up', '--detach')
    await until(async () => (await checkHealth('chatbot-v2')) === 0, 'the server is not healthy')
  })
  after(async () => {
    await compose('down', '--volumes', '--timeout', '0')
    folder[Symbol.dispose]()
  })

  it('shows four services, the database’s port to nobody', async () => {
    const [, , ...lines] = (await compose('ps')).trim().split('\n')
    const shown = lines.map(line => [line.split(' ')[0], /\bUp\b/.test(line), line.includes('->')])
    assert.deepEqual(
      shown,
      [
        [container('backup'), true, false],
        [container('chatbot-v2'), true, true],
        [container('postgres'), true, false],
        [container('proxy'), true, true],
      ],
      lines.join('\n'),
    )
  })

  it('sets its own database up as a role that is no superuser, and asks for its password first', async () => {
    assert.equal(await sql("select rolsuper from pg_roles where rolname = 'chatbot'"), 'f')
    assert.equal(await sql("select extname from pg_extension where extname = 'vector'", 'chatbot'), 'vector')
    const script = join(import.meta.dirname, 'create-database.sh')
    const { code, stderr } = await runProgram(script, [], { env: { PATH: process.env.PATH } })
    assert.equal(code, 1)
    assert.match(stderr, /DATABASE_PASSWORD manque dans \.env/)
  })

  it('answers through the proxy, by TLS, and keeps /metrics inside', async () => {
    const { status, body } = await visit('/api/chat', {
      body: JSON.stringify({ ...turn, message: 'Bonjour' }),
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(status, 200, body)
    assert.equal(await sql('select count(*) from messages', 'chatbot'), '2')
    assert.equal((await visit('/metrics')).status, 404)
  })

  it('gives each what it needs of .env: the backup no token, the server no password of the database’s', async () => {
    const environmentOf = async (service: string) =>
      (await exec(service, 'tr "\\0" "\\n" </proc/1/environ')).stdout
    const backup = await environmentOf('backup')
    assert.match(backup, new RegExp(`^DATABASE_URL=.*${password}@postgres`, 'm'))
    assert.doesNotMatch(backup, /METRICS_TOKEN|for-the-server-alone|WORKERS|AnotherSecret/)
    const server = await environmentOf('chatbot-v2')
    assert.match(server, /^METRICS_TOKEN=for-the-server-alone$/m)
    assert.doesNotMatch(server, /AnotherSecret|^DATABASE_PASSWORD=.+/m)
  })

  it('backs up by itself, keeps the newest, and is healthy then', async () => {
    const list = async () => (await exec('backup', 'ls backups')).stdout.trim().split('\n')
    await until(async () => !(await list()).includes(old[1] ?? ''), 'there is no backup')
    const files = await list()
    assert.deepEqual([files.length, files[0], files[2]], [3, old[2], 'mine.jsonl.gz'])
    assert.match(await compose('logs', 'backup'), /Sauvegardé et vérifié/)
    assert.equal(await checkHealth('backup'), 0)
    await exec('backup', `rm backups/${files[1]} && touch -d 2026-01-03 backups/${old[2]}`)
    assert.equal(await checkHealth('backup'), 1)
  })

  it('runs several workers, and replaces one that dies without leaving a zombie', async () => {
    const listProcesses =
      'for p in /proc/[0-9]*; do echo $(cut -d" " -f1,3,4 $p/stat) $(tr "\\0" " " <$p/cmdline); done'
    const workersOf = async () => {
      const { stdout } = await exec('chatbot-v2', listProcesses)
      const lines = stdout
        .split('\n')
        .filter(line => /[ /]node /.test(line) && !/tini|check-health/.test(line))
      assert.deepEqual(
        lines.filter(line => /^\d+ Z/.test(line)),
        [],
      )
      return lines.map(line => Number(line.split(' ')[0])).sort((a, b) => a - b)
    }
    const [primary, ...workers] = await workersOf()
    assert.equal(workers.length, 2, `workers of ${primary}`)
    await exec('chatbot-v2', `kill -9 ${workers[0]}`)
    await until(async () => {
      const now = await workersOf()
      return now.length === 3 && !now.includes(workers[0] ?? 0)
    }, 'the worker was not replaced')
    const isServing = async () =>
      (await compose('logs', 'chatbot-v2')).includes('has taken the place of another')
    await until(isServing, 'who replaces it does not serve')
    assert.ok((await ask(`http://127.0.0.1:${ports.published}`, turn)).message.length > 0)
  })

  it('ends with 0 at SIGTERM, server and backup', async () => {
    await compose('stop', '--timeout', '45', 'chatbot-v2', 'backup')
    for (const service of ['chatbot-v2', 'backup']) {
      const code = await podman.do('inspect', '--format={{.State.ExitCode}}', container(service))
      assert.equal(code, '0', await compose('logs', '--tail', '20', service))
    }
  })
})

describe('the compose file of the guide, as it is', () => {
  const folder = createFolder()
  let compose: Compose
  before(async () => {
    compose = engine.compose(folder.path, 'guide')
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
    await compose('down', '--rmi', 'local', '--timeout', '0')
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

/** Tries every 300 ms, for a minute and a half; then throws. */
async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 90_000; await delay(300))
    if (await holds()) return
  throw new Error(otherwise)
}

const untilHealthy = (url: string) =>
  until(
    async () => (await fetch(`${url}/health`).catch(() => null))?.ok === true,
    `${url} is not healthy after a minute and a half`,
  )
