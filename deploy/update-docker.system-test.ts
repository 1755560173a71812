// deploy/update.sh with Docker, whose commands a stand-in answers with processes (testing/docker-stand-in.sh): what this
// shows is the script, and not Docker. nginx and Postgres are real.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { PostgresTestDatabase } from '../server/testing/create-postgres-database.ts'
import { openSampleDatabase } from '../server/testing/open-sample-database.ts'
import { findFreePort, waitForPort } from '../server/testing/start-postgres.ts'
import { createFolder } from '../server/testing/start-product.ts'
import { runProgram } from './docker/testing/podman.ts'
import { get } from './nginx/testing/visit.ts'
import { createRelease } from './testing/create-release.ts'
import { killGroup, startUpdateSite, toQuestion, type UpdateSite } from './testing/update-site.ts'

const docker = join(import.meta.dirname, 'testing/docker-stand-in.sh')

describe('deploy/update.sh, by Docker', { timeout: 400_000 }, () => {
  const folder = createFolder()
  const standIn = join(folder.path, 'stand-in')
  const compose = join(folder.path, 'compose')
  const environment = join(compose, '.env')
  const containers = () => readFileSync(join(standIn, 'ids'), 'utf8').split('\n').filter(Boolean)
  /** The image that its name stands for, and all that there are. */
  const named = () => readFileSync(join(standIn, 'image'), 'utf8').trim()
  const images = () => readdirSync(standIn).filter(name => name.startsWith('image-'))
  let store: PostgresTestDatabase
  let site: UpdateSite
  let ports: [number, number]

  before(async () => {
    store = await openSampleDatabase()
    ports = [await findFreePort(), await findFreePort()]
    site = await startUpdateSite(ports)
    mkdirSync(standIn)
    mkdirSync(compose)
    writeFileSync(join(standIn, 'ids'), '')
    writeFileSync(join(compose, 'docker-compose.yml'), '')
    writeFileSync(environment, `PUBLISH=${ports[0]}\nDATABASE_URL=${store.url}`)
    pull(createRelease(join(folder.path, 'release-0'), 0))
    const env = { PATH: process.env.PATH, STAND_IN: standIn, PUBLISH: `127.0.0.1:${ports[0]}` }
    for (const args of ['build', 'up --detach --no-deps --no-recreate --scale chatbot-v2=2']) {
      await runProgram(docker, ['compose', ...args.split(' '), 'chatbot-v2'], { cwd: compose, env })
    }
    await waitForPort(ports[0])
  })
  after(async () => {
    for (const name of readdirSync(standIn).filter(file => file.endsWith('.pid'))) {
      killGroup(Number(readFileSync(join(standIn, name), 'utf8')))
    }
    await site?.[Symbol.asyncDispose]()
    await store?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  /** What `git pull` brings: the folder the next image is made of. */
  const pull = (release: string) => writeFileSync(join(standIn, 'source'), release)
  const update = (more: Record<string, string> = {}) =>
    site.update([], { cwd: compose, env: { DOCKER: docker, STAND_IN: standIn, ...more } })

  it('puts the new container in the place of the old one, on its port, and keeps no image that nothing runs', async () => {
    const [old] = containers()
    writeFileSync(join(standIn, 'backup'), `${named()}\n`)
    pull(createRelease(join(folder.path, 'release-1'), 1))
    const { code, stdout, stderr } = await update()
    assert.equal(code, 0, `${stdout}${stderr}`)
    assert.equal(await site.version(), '0.1.1')
    assert.equal(site.servedPort(), ports[0])
    assert.equal(containers().length, 1)
    assert.notEqual(containers()[0], old)
    assert.match(
      readFileSync(environment, 'utf8'),
      new RegExp(`^DATABASE_URL=.*\\nPUBLISH=0\\.0\\.0\\.0:${ports[0]}\\n$`),
    )
    assert.deepEqual(images(), [named()])
    // The nightly backup must know this version's migrations too.
    assert.equal(readFileSync(join(standIn, 'backup'), 'utf8'), readFileSync(join(standIn, 'image'), 'utf8'))
    assert.equal((await get(`${site.url}/api/chat`, { body: toQuestion('one') })).status, 200)
  })

  it('removes the new container when it never gets ready, and says what it said', async () => {
    const before = containers()
    const good = named()
    const broken = createRelease(join(folder.path, 'release-2'), 1)
    writeFileSync(join(broken, 'server/main.ts'), 'console.log("en panne")\nprocess.exit(1)\n')
    pull(broken)
    const { code, stdout } = await update()
    assert.equal(code, 1)
    assert.match(stdout, /en panne[\s\S]*Rien n’a changé/)
    assert.deepEqual(containers(), before)
    assert.equal(site.servedPort(), ports[0])
    assert.equal(await site.version(), '0.1.1')
    // The next « docker compose up » starts what serves.
    assert.equal(named(), good)
    assert.deepEqual(images(), [good])
  })

  it('leaves no container behind that Docker could not start', async () => {
    const before = containers()
    writeFileSync(join(standIn, 'taken'), '')
    const { code, stdout, stderr } = await update()
    assert.equal(code, 1)
    assert.match(stderr, /port is already allocated/)
    assert.match(stdout, /Rien n’a changé/)
    assert.deepEqual(containers(), before)
    assert.equal(await site.version(), '0.1.1')
  })

  it('starts the image just built, and not a container that an update which was killed has left', async () => {
    for (const [name, text] of Object.entries({
      // Made of the image before, on the other port, and never started.
      'left.port': `${ports[1]}\n`,
      'left.image': readFileSync(join(standIn, 'image'), 'utf8'),
      // « docker compose run … npm run ingest » at the same time.
      'run.oneoff': '',
      ids: [...containers(), 'left', 'run', ''].join('\n'),
    }))
      writeFileSync(join(standIn, name), text)
    pull(createRelease(join(folder.path, 'release-4'), 2))
    const { code, stdout, stderr } = await update()
    assert.equal(code, 0, `${stdout}${stderr}`)
    assert.equal(await site.version(), '0.1.2')
    assert.equal(containers().length, 2)
    assert.ok(containers().includes('run') && !containers().includes('left'), `${containers()}`)
    writeFileSync(join(standIn, 'ids'), `${containers().find(id => id !== 'run')}\n`)
  })

  it('leaves a proxy alone that finds containers by their name, and asks for nginx where there is neither', async () => {
    const env = { NGINX_SERVERS: join(folder.path, 'no-nginx'), NGINX: 'false' }
    const nobody = await update(env)
    assert.equal(nobody.code, 1)
    assert.match(nobody.stderr, /installe d’abord deploy\/nginx/)
    const before = containers()
    writeFileSync(join(standIn, 'proxy'), 'caddy\n')
    pull(createRelease(join(folder.path, 'release-3'), 3))
    const { code, stdout, stderr } = await update(env)
    assert.equal(code, 0, `${stdout}${stderr}`)
    assert.equal(containers().length, 1)
    assert.notDeepEqual(containers(), before)
    assert.match(readFileSync(environment, 'utf8'), new RegExp(`PUBLISH=0\\.0\\.0\\.0:${ports[0]}\\n$`))
    const health = await get(`http://127.0.0.1:${ports[0]}/health`)
    assert.equal(JSON.parse(health.text).version, '0.1.3')
  })

  it('refuses the embedded database, which one version at a time can open', async () => {
    const before = containers()
    writeFileSync(environment, `DATABASE_URL=""\nPUBLISH=127.0.0.1:${ports[0]}\n`)
    const { code, stderr } = await update({ NGINX_SERVERS: join(folder.path, 'no-nginx') })
    assert.equal(code, 1)
    assert.match(stderr, /base embarquée/)
    assert.deepEqual(containers(), before)
  })
})
