// deploy/update.sh with processes, before a real nginx and a real Postgres: ten updates while visitors ask 20 times a
// second and read streams, each with a migration; and versions that never get ready. UPDATES and WORKERS say how many.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { PostgresTestDatabase } from '../server/testing/create-postgres-database.ts'
import { textChunk, toEvent } from '../server/testing/fake-providers/completion-events.ts'
import { type FakeAnswer, openStream, writeApart } from '../server/testing/fake-providers/fake-exchange.ts'
import {
  type FakeProviders,
  startFakeProviders,
} from '../server/testing/fake-providers/start-fake-providers.ts'
import { goodEnd, headOf } from '../server/testing/fake-providers/stream-of.ts'
import { openSampleDatabase } from '../server/testing/open-sample-database.ts'
import { findFreePort, waitForPort } from '../server/testing/start-postgres.ts'
import { createFolder } from '../server/testing/start-product.ts'
import { get } from './nginx/testing/visit.ts'
import { createRelease } from './testing/create-release.ts'
import { killGroup, startUpdateSite, toQuestion, type UpdateSite } from './testing/update-site.ts'

const updates = Number(process.env.UPDATES ?? 10)
const slowly = 'lentement'

describe('deploy/update.sh, by processes', { timeout: 600_000 }, () => {
  const folder = createFolder()
  let store: PostgresTestDatabase
  let fakes: FakeProviders
  let site: UpdateSite
  let ports: [number, number]
  const app = join(folder.path, 'app')
  const releaseOf = (number: number) => join(folder.path, `release-${number}`)

  before(async () => {
    ;[store, fakes] = await Promise.all([openSampleDatabase(), startFakeProviders()])
    fakes.openrouter.answerAlways(answerSlowlyWhenAsked)
    ports = [await findFreePort(), await findFreePort()]
    mkdirSync(join(app, 'run'), { recursive: true })
    const settings = {
      ...fakes.environment,
      DATABASE_URL: store.url,
      TRUST_PROXY: '127.0.0.1',
      LOG_LEVEL: 'warning',
      WORKERS: process.env.WORKERS ?? '1',
    }
    writeFileSync(
      join(app, '.env'),
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    startAsOperator(createRelease(releaseOf(0), 0), app, ports[0])
    site = await startUpdateSite(ports)
    await waitForPort(ports[0])
  })
  after(async () => {
    for (const name of readdirSync(join(app, 'run')).filter(file => file.endsWith('.pid'))) {
      killGroup(Number(readFileSync(join(app, 'run', name), 'utf8')))
    }
    await site?.[Symbol.asyncDispose]()
    await fakes?.close()
    await store?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const update = (release: string, more: Record<string, string> = {}) =>
    site.update(['processes', release], { env: { APP: app, SUPERVISOR: 'none', ...more } })

  const processes = () => readdirSync(join(app, 'run')).filter(file => file.endsWith('.pid'))

  it(`loses no turn and cuts no stream in ${updates} updates in a row, each with a migration`, async t => {
    const traffic = startTraffic(site.url)
    const began = performance.now()
    try {
      for (let number = 1; number <= updates; number++) {
        const { code, stdout, stderr } = await update(createRelease(releaseOf(number), number))
        assert.equal(code, 0, `${stdout}${stderr}`)
        assert.equal(await site.version(), `0.1.${number}`)
        // Back where whoever asks this machine itself looks for it.
        assert.equal(site.servedPort(), ports[0])
        assert.deepEqual(processes(), [`${ports[0]}.pid`])
      }
    } finally {
      await traffic.stop()
    }
    const seconds = (performance.now() - began) / 1000
    const { turns, streams, problems } = traffic.seen()
    t.diagnostic(
      `${updates} updates in ${seconds.toFixed(0)} s, ${turns} turns, ${streams} streams, ${problems.length} failed or cut`,
    )
    assert.deepEqual(problems, [])
    assert.ok(turns > 10 * seconds, `${turns} turns in ${seconds} s`)
    const { rows } = await store.pool.query(
      `select count(*)::int as columns from information_schema.columns where table_name = 'messages' and column_name like 'update\\_%'`,
    )
    assert.equal(rows[0].columns, updates)
    const unanswered = await store.pool.query(
      `select conversation_id from messages group by 1 having count(*) <> 2`,
    )
    assert.deepEqual(unanswered.rows, [])
  })

  it('leaves the old version serving when the new one ends at its start, or never gets ready', async () => {
    const before = { port: site.servedPort(), version: await site.version() }
    const broken = createRelease(releaseOf(98), updates)
    writeFileSync(join(broken, 'server/main.ts'), 'console.log("en panne")\nprocess.exit(1)\n')
    const ended = await update(broken)
    assert.equal(ended.code, 1)
    assert.match(ended.stdout, /en panne[\s\S]*Rien n’a changé/)
    const deaf = createRelease(releaseOf(99), updates)
    writeFileSync(join(deaf, 'server/main.ts'), 'setInterval(() => {}, 1000)\n')
    const late = await update(deaf, { READY_SECONDS: '2' })
    assert.equal(late.code, 1)
    assert.match(late.stdout, /pas prête après 2 s[\s\S]*Rien n’a changé/)
    assert.deepEqual({ port: site.servedPort(), version: await site.version() }, before)
    assert.equal((await get(`${site.url}/api/chat`, { body: toQuestion('after') })).status, 200)
  })

  it('goes back to the version before in the same way', async () => {
    const { code, stdout, stderr } = await update(createRelease(releaseOf(97), updates - 1))
    assert.equal(code, 0, `${stdout}${stderr}`)
    assert.equal(await site.version(), `0.1.${updates - 1}`)
    assert.equal((await get(`${site.url}/api/chat`, { body: toQuestion('back') })).status, 200)
  })

  const nowServes = async () => ({ port: site.servedPort(), version: await site.version() })
  const otherPort = () => ports.find(port => port !== site.servedPort()) as number
  const draining = 'finit ses réponses'
  const updateUntil = (
    release: string,
    options: Omit<Parameters<UpdateSite['updateUntil']>[1], 'env'> & { env?: Record<string, string> },
  ) =>
    site.updateUntil(['processes', release], {
      ...options,
      env: { APP: app, SUPERVISOR: 'none', ...options.env },
    })

  it('ends what it began when its terminal closes after the change, and undoes it before', async () => {
    const stream = get(`${site.url}/api/chat`, {
      body: toQuestion('terminal', ` Réponds ${slowly}.`),
      headers: { accept: 'text/event-stream' },
    })
    const code = await updateUntil(createRelease(releaseOf(101), updates), {
      says: draining,
      act(script) {
        script.stdout?.destroy()
        for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) script.kill(signal)
      },
    })
    assert.equal(code, 0)
    assert.deepEqual(processes(), [`${ports[0]}.pid`])
    assert.ok((await stream).text.includes('event: done'))

    const before = await nowServes()
    const deaf = createRelease(releaseOf(102), updates)
    writeFileSync(join(deaf, 'server/main.ts'), 'setInterval(() => {}, 1000)\n')
    const undone = await updateUntil(deaf, { says: 'à côté', act: script => script.kill('SIGHUP') })
    assert.equal(undone, 1)
    assert.deepEqual(processes(), [`${before.port}.pid`])
    assert.deepEqual(await nowServes(), before)
  })

  it('takes no other program’s word for the new version’s, neither before its start nor after', async () => {
    const before = await nowServes()
    const listen = () =>
      createServer((_request, response) => response.end('{}')).listen(otherPort(), '127.0.0.1')
    const deaf = createRelease(releaseOf(103), updates)
    writeFileSync(join(deaf, 'server/main.ts'), 'setInterval(() => {}, 1000)\n')
    const first = listen()
    try {
      const refused = await update(deaf)
      assert.equal(refused.code, 1)
      assert.match(refused.stderr, new RegExp(`Le port ${otherPort()} est pris par un autre programme`))
      assert.ok(first.listening)
    } finally {
      first.close()
    }
    const later = createServer((_request, response) => response.end('{}'))
    try {
      const code = await updateUntil(deaf, {
        env: { READY_SECONDS: '3' },
        says: 'à côté',
        act: () => later.listen(otherPort(), '127.0.0.1'),
      })
      assert.equal(code, 1)
    } finally {
      later.close()
    }
    assert.deepEqual(await nowServes(), before)
    assert.deepEqual(processes(), [`${before.port}.pid`])
  })

  it('ends first what an update that was killed has left, and not what serves', async () => {
    const killed = await updateUntil(createRelease(releaseOf(104), updates), {
      says: draining,
      act: script => script.kill('SIGKILL'),
    })
    assert.equal(killed, null)
    assert.equal(processes().length, 2)
    const { code, stdout, stderr } = await update(createRelease(releaseOf(105), updates + 1))
    assert.equal(code, 0, `${stdout}${stderr}`)
    assert.match(stdout, /interrompue/)
    assert.equal(await site.version(), `0.1.${updates + 1}`)
    assert.deepEqual(processes(), [`${site.servedPort()}.pid`])
  })

  it('serves from the other port when the first is lost on the way back, says so, and goes home the next time', async () => {
    const homeless = createRelease(releaseOf(107), updates + 1)
    writeFileSync(
      join(homeless, 'server/main.ts'),
      `if (process.env.API_PORT === '${ports[0]}') process.exit(1)\n${readFileSync(join(homeless, 'server/main.ts'), 'utf8')}`,
    )
    const about = JSON.parse(readFileSync(join(homeless, 'package.json'), 'utf8'))
    writeFileSync(join(homeless, 'package.json'), JSON.stringify({ ...about, version: '0.1.107' }))
    const { code, stdout } = await update(homeless)
    assert.equal(code, 1)
    assert.match(stdout, new RegExp(`La nouvelle version sert, mais sur le port ${ports[1]}`))
    assert.deepEqual(await nowServes(), { port: ports[1], version: '0.1.107' })
    assert.deepEqual(processes(), [`${ports[1]}.pid`])
    assert.equal((await update(createRelease(releaseOf(108), updates + 1))).code, 0)
    assert.deepEqual(await nowServes(), { port: ports[0], version: `0.1.${updates + 1}` })
    assert.deepEqual(processes(), [`${ports[0]}.pid`])
  })

  it('leaves a program alone whose number an old file of ours names', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', detached: true })
    try {
      writeFileSync(join(app, 'run', `${otherPort()}.pid`), String(stranger.pid))
      const broken = createRelease(releaseOf(106), updates)
      writeFileSync(join(broken, 'server/main.ts'), 'process.exit(1)\n')
      assert.equal((await update(broken)).code, 1)
      assert.equal(stranger.exitCode ?? stranger.signalCode, null)
    } finally {
      stranger.kill('SIGKILL')
    }
  })

  it('takes its change back when nginx refuses it', async () => {
    const port = site.servedPort()
    const good = createRelease(releaseOf(100), updates)
    const refusing = join(folder.path, 'refusing-nginx')
    writeFileSync(refusing, `#!/bin/sh\nfor last; do :; done\n[ "$last" != -t ]\n`, { mode: 0o755 })
    const refused = await update(good, { NGINX: refusing })
    assert.equal(refused.code, 1)
    assert.match(refused.stdout, /Rien n’a changé/)
    assert.equal(site.servedPort(), port)
    assert.equal((await get(`${site.url}/api/chat`, { body: toQuestion('again') })).status, 200)
  })
})

/** Starts a version as the first one was: by hand, with its number where the script looks for it. */
function startAsOperator(release: string, app: string, port: number): void {
  const log = openSync(join(app, 'run', `${port}.log`), 'a')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/main.ts'], {
    cwd: release,
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(
        readFileSync(join(app, '.env'), 'utf8')
          .trim()
          .split('\n')
          .map(line => line.split(/=(.*)/s)),
      ),
      API_HOST: '127.0.0.1',
      API_PORT: String(port),
    },
    stdio: ['ignore', log, log],
    detached: true,
  })
  writeFileSync(join(app, 'run', `${port}.pid`), String(child.pid))
}

/** 20 turns a second and, four times a second, a stream of a second, each by another visitor. */
function startTraffic(url: string) {
  const problems: string[] = []
  const running = new Set<Promise<void>>()
  let stopped = false
  let turns = 0
  let streams = 0
  const follow = (work: Promise<void>) => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const fromOf = (number: number) => `127.9.${(number >> 7) & 127}.${(number & 127) + 1}`
  const ask = async (number: number) => {
    const { status, whole, text } = await get(`${url}/api/chat`, {
      body: toQuestion(`t${number}`),
      from: fromOf(number),
    })
    if (status !== 200 || !whole) problems.push(`turn ${number}: ${status} ${text}`)
  }
  const read = async (number: number) => {
    const { status, whole, text } = await get(`${url}/api/chat`, {
      body: toQuestion(`s${number}`, ` Réponds ${slowly}.`),
      headers: { accept: 'text/event-stream' },
      from: `127.10.${(number >> 7) & 127}.${(number & 127) + 1}`,
    })
    if (status !== 200 || !whole || !text.includes('event: done'))
      problems.push(`stream ${number}: ${status} ${text}`)
  }
  const loop = async () => {
    // By the clock: a late tick makes up for what it missed.
    for (const began = performance.now(); !stopped; await delay(10)) {
      const elapsed = performance.now() - began
      while (turns * 50 < elapsed) follow(ask(turns++))
      while (streams * 250 < elapsed) follow(read(streams++))
    }
  }
  const looping = loop()
  return {
    async stop() {
      stopped = true
      await looping
      await Promise.all(running)
    },
    seen: () => ({ turns, streams, problems }),
  }
}

const answerSlowlyWhenAsked: FakeAnswer = async exchange => {
  const { body, response, answerWell } = exchange
  if (!JSON.stringify(body).includes(slowly)) return answerWell(exchange)
  const head = headOf(exchange)
  openStream(response)
  for (let piece = 0; piece < 8; piece++) {
    if (response.destroyed) return
    await writeApart(response, toEvent(textChunk(head, `Voici l’idée numéro ${piece}. `)))
    await delay(125)
  }
  response.end(toEvent(textChunk(head, 'Voilà la fin.')) + goodEnd(head))
}
