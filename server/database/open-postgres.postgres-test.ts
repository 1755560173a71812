// What an operator reads when DATABASE_URL does not lead to a database that can be used.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort, startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { openPostgres } from './open-postgres.ts'

const password = 'canari-mot-de-passe'

describe('openPostgres', () => {
  let server: TestPostgres
  before(async () => {
    server = await startPostgres({ rules: ['host all all 127.0.0.1/32 scram-sha-256'] })
    server.sql(`alter role chatbot password '${password}'`)
    server.sql(`create role guest login password '${password}'`)
    server.sql('create database bare template template0 owner chatbot')
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
    assert.match(await problemOf(urlOf({ port: await findFreePort() })), /personne ne répond/)
    assert.match(await problemOf(urlOf({ user: 'guest' })), /pas le droit de créer/)
    assert.match(await problemOf(urlOf({ database: 'bare' })), /create extension vector/)
  })

  it('does not wait for what will not change, and waits for a server that is starting', async () => {
    const started = performance.now()
    await assert.rejects(openPostgres({ url: urlOf({ secret: 'faux' }) }), /refusé/)
    assert.ok(performance.now() - started < 5000)
    server.stop()
    const waitings: string[] = []
    const opening = openPostgres({ url: urlOf({}), onWaiting: problem => waitings.push(problem.message) })
    await delay(1200)
    await server.start()
    const { database } = await opening
    assert.equal(waitings.length, 1)
    await database.close()
  })

  it('refuses a read-only server by name', async () => {
    server.sql('create database standing owner chatbot')
    server.sql('alter database standing set default_transaction_read_only = on')
    assert.match(await problemOf(urlOf({ database: 'standing' })), /lecture seule/)
  })
})
