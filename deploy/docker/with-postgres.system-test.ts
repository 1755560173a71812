// What docker-compose.yml's profile `postgres` adds: its database's first setup, several workers, the daily backup.
// Debian's Postgres on this machine stands in for the pgvector image, and the machine's network for compose's own.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ask } from '../../server/testing/chat-client.ts'
import {
  findFreePort,
  findPostgres,
  startPostgres,
  type TestPostgres,
} from '../../server/testing/start-postgres.ts'
import { buildImage } from './testing/build-image.ts'
import { createPodman, runProgram } from './testing/podman.ts'
import { confined, startContainer } from './testing/start-container.ts'

const podman = createPodman()
const tag = 'localhost/chatbot-v2:system-test'
const password = 'Secret123'
const turn = { user_id: 'user-1', conversation_id: 'conv-1', message: 'Bonjour' }
let postgres: TestPostgres
let DATABASE_URL: string

before(async () => {
  await buildImage(podman, tag)
  // As the image's own is when it is set up: nothing of ours in it, and a password asked from whoever comes by address.
  postgres = await startPostgres({ rules: ['host all all 127.0.0.1/32 scram-sha-256'] })
  postgres.sql('drop database chatbot')
  postgres.sql('drop role chatbot')
  postgres.sql('drop extension vector', 'template1')
  DATABASE_URL = `postgresql://chatbot:${password}@127.0.0.1:${postgres.port}/chatbot?sslmode=disable`
  const env = {
    PATH: `${findPostgres()}:${process.env.PATH}`,
    PGHOST: postgres.folder,
    PGPORT: String(postgres.port),
  }
  const setUp = (variables: object) =>
    runProgram(join(import.meta.dirname, 'create-database.sh'), [], { env: { ...env, ...variables } })
  assert.match((await setUp({})).stderr, /DATABASE_PASSWORD manque dans \.env/)
  assert.deepEqual(
    { ...(await setUp({ DATABASE_PASSWORD: password })), stdout: '' },
    { code: 0, stdout: '', stderr: '' },
  )
})
after(async () => {
  await postgres[Symbol.asyncDispose]()
  podman[Symbol.dispose]()
})

describe('the image with a Postgres', () => {
  it('sets its own database up as a role that is no superuser', async () => {
    assert.equal(postgres.sql("select rolsuper from pg_roles where rolname = 'chatbot'").trim(), 'f')
    assert.equal(
      postgres.sql("select extname from pg_extension where extname = 'vector'", 'chatbot').trim(),
      'vector',
    )
  })

  it('runs several workers, replaces one that dies without leaving a zombie, and ends with 0 at SIGTERM', async () => {
    const port = await findFreePort()
    const env = { DATABASE_URL, WORKERS: '2', PORT: String(port), API_HOST: '127.0.0.1' }
    await using container = await startContainer(podman, tag, { network: 'host', port, env })
    assert.ok((await ask(container.url, turn)).message.length > 0)
    const workersOf = async () => {
      const list =
        'for p in /proc/[0-9]*; do echo $(cut -d" " -f1,3,4 $p/stat) $(tr "\\0" " " <$p/cmdline); done'
      const { stdout } = await container.exec('sh', '-c', list)
      const lines = stdout.split('\n').filter(line => /[ /]node /.test(line) && !/tini/.test(line))
      assert.deepEqual(
        lines.filter(line => /^\d+ Z/.test(line)),
        [],
      )
      return lines.map(line => Number(line.split(' ')[0]))
    }
    const [primary, ...workers] = (await workersOf()).sort((a, b) => a - b)
    assert.equal(workers.length, 2, `workers of ${primary}`)
    await container.exec('sh', '-c', `kill -9 ${workers[0]}`)
    const isReplaced = async () => {
      const now = await workersOf()
      return now.length === 3 && !now.includes(workers[0] ?? 0)
    }
    for (const began = performance.now(); !(await isReplaced()); await delay(200))
      assert.ok(performance.now() - began < 20_000, 'the worker was not replaced')
    assert.ok((await ask(container.url, { ...turn, conversation_id: 'conv-2' })).message.length > 0)
    assert.equal(await container.stop(), 0)
  })
})

describe('the daily backup', () => {
  const volume = `chatbot-v2-backups-${process.pid}`
  const name = `chatbot-v2-backup-${process.pid}`
  const options = () => [
    '--network=host',
    ...confined,
    `--volume=${volume}:/app/backups`,
    `--env=DATABASE_URL=${DATABASE_URL}`,
  ]
  const inVolume = (script: string) =>
    podman.do('run', '--rm', '--network=none', `--volume=${volume}:/app/backups`, tag, 'sh', '-c', script)
  const check = () =>
    podman.try('run', '--rm', ...options(), tag, 'node', 'deploy/docker/back-up-daily.ts', '--check')
  after(async () => {
    await podman.try('rm', '--force', '--time=0', name)
    await podman.try('volume', 'rm', '--force', volume)
  })

  it('makes one at once where there is none of the last day, keeps the newest, and is healthy then', async () => {
    const old = [1, 2, 3].map(day => `chatbot-v2-2026-01-0${day}T03-00-00.jsonl.gz`)
    await inVolume(`cd backups && touch -d 2026-01-03 ${old.join(' ')} mine.jsonl.gz`)
    assert.equal((await check()).code, 1)
    await podman.do(
      'run',
      '--detach',
      `--name=${name}`,
      ...options(),
      '--env=BACKUP_KEEP=2',
      tag,
      'node',
      'deploy/docker/back-up-daily.ts',
    )
    let files: string[] = []
    for (const began = performance.now(); ; await delay(300)) {
      files = (await inVolume('ls backups')).split('\n')
      if (!files.includes(old[1] ?? '')) break
      assert.ok(performance.now() - began < 30_000, (await podman.try('logs', name)).stderr)
    }
    assert.deepEqual([files.length, files[0], files[2]], [3, old[2], 'mine.jsonl.gz'])
    assert.match((await podman.try('logs', name)).stdout, /Sauvegardé et vérifié/)
    assert.equal((await check()).code, 0)
  })

  it('ends at once at SIGTERM, with 0', async () => {
    const began = performance.now()
    await podman.do('kill', '--signal=TERM', name)
    assert.equal(await podman.do('wait', name), '0')
    assert.ok(performance.now() - began < 5000)
  })
})
