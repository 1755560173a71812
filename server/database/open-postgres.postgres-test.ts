// What an operator reads when DATABASE_URL does not lead to a database that can be used.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { findFreePort, startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { type BackupHeader, formatName, formatVersion } from './backup/backup-file.ts'
import { fillPostgres } from './backup/restore.ts'
import type { RowSource } from './backup/row-source.ts'
import { readDatabaseFiles } from './database-files.ts'
import { openPostgres } from './open-postgres.ts'

const origin = {
  format: formatName,
  format_version: formatVersion,
  product_version: '1',
  created_at: '2026-01-01T00:00:00Z',
  database: { driver: 'embedded', server: '17' },
  tables: [],
  compatibility: false,
} satisfies Omit<BackupHeader, 'migrations'>

const password = 'canari-mot-de-passe'

describe('openPostgres', () => {
  let server: TestPostgres
  before(async () => {
    server = await startPostgres({ rules: ['host all all 127.0.0.1/32 scram-sha-256'] })
    server.sql(`alter role chatbot password '${password}'`)
    server.sql(`create role guest login password '${password}'`)
    server.sql('create database bare template template0 owner chatbot')
    server.sql('create database standing owner chatbot')
    server.sql('alter database standing set default_transaction_read_only = on')
  })
  after(() => server[Symbol.asyncDispose]())

  const urlOf = ({ user = 'chatbot', secret = password, database = 'chatbot', port = 0 }) =>
    `postgres://${user}:${secret}@127.0.0.1:${port || server.port}/${database}`

  async function problemOf(url: string): Promise<string> {
    const failure = await openPostgres({ url, waitMilliseconds: 0 }).then(
      ({ database }) => database.close().then(() => assert.fail('it was opened')),
      (error: Error) => error,
    )
    const { message } = failure as Error
    assert.match(message, /^DATABASE_URL \(127\.0\.0\.1:/)
    assert.ok(!message.includes(password) && !message.includes('canari'), message)
    assert.ok(!message.includes('\n'))
    return message
  }

  it('says what is wrong in one line, and how to mend it, without the password', async () => {
    assert.match(await problemOf(urlOf({ secret: 'canari-faux' })), /mot de passe de chatbot est refusé/)
    assert.match(await problemOf(urlOf({ user: 'nobody' })), /mot de passe de nobody est refusé/)
    assert.match(await problemOf(urlOf({ database: 'absent' })), /la base absent n’existe pas/)
    assert.match(await problemOf(urlOf({ port: await findFreePort() })), /le port est-il le bon \?$/)
    assert.match(await problemOf(urlOf({ user: 'guest' })), /pas le droit de créer/)
    assert.match(await problemOf(urlOf({ database: 'bare' })), /create extension vector/)
  })

  it('tells whoever fills a database the same', async () => {
    const files = await readDatabaseFiles()
    const { migrations } = files
    const header = { ...origin, migrations: migrations.map(({ name, checksum }) => ({ name, checksum })) }
    const source: RowSource = { header, rows: () => assert.fail('rows were read') }
    for (const [target, expected] of [
      [{ database: 'bare' }, /create extension vector/],
      [{ user: 'guest' }, /pas le droit de créer/],
      [{ database: 'standing' }, /lecture seule/],
    ] as const) {
      const filling = fillPostgres(urlOf(target), files, source, { replace: false, erasures: [] })
      await assert.rejects(filling, { code: 'open_failed', message: expected })
    }
  })

  it('says in words that a server hangs up', async () => {
    const silent = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    assert.match(await problemOf(urlOf({ port })), /vérifie l’adresse, le pare-feu et le serveur\.$/)
    assert.match(
      await problemOf(`${urlOf({ port })}?sslmode=disable`),
      /vérifie l’adresse, le pare-feu et le serveur\.$/,
    )
    silent.close()
  })

  it('does not wait for what will not change, and waits for a server that is starting', async () => {
    const started = performance.now()
    await assert.rejects(openPostgres({ url: urlOf({ secret: 'faux' }) }), /refusé/)
    await assert.rejects(openPostgres({ url: `${urlOf({})}?sslmode=require` }), /pas TLS/)
    await assert.rejects(openPostgres({ url: 'postgres://u:p@host.invalid/x' }), /nom/)
    assert.ok(performance.now() - started < 5000)
    server.stop()
    const waitings: string[] = []
    const told = Promise.withResolvers<void>()
    const opening = openPostgres({
      url: urlOf({}),
      onWaiting: problem => {
        waitings.push(problem.message)
        told.resolve()
      },
    })
    await told.promise
    await server.start()
    const { database } = await opening
    assert.equal(waitings.length, 1)
    await database.close()
  })

  it('refuses a read-only server by name', async () => {
    assert.match(await problemOf(urlOf({ database: 'standing' })), /lecture seule/)
  })
})
