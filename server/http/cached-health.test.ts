import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import type { ServiceReport } from './app-deps.ts'
import { createCachedHealth } from './cached-health.ts'

const healthy: ServiceReport = {
  degraded: false,
  services: { database: true, openrouter: true, openai: true, cohere: true },
}

/** Checks that end when the test says so. */
function createChecks() {
  const started: PromiseWithResolvers<ServiceReport>[] = []
  const check = () => {
    const next = Promise.withResolvers<ServiceReport>()
    started.push(next)
    return next.promise
  }
  return { check, started }
}

const isUp = async (report: Promise<ServiceReport>) => (await report).services.database

/** Moves the clock, and lets what it set going end. */
async function pass(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds)
  await new Promise(setImmediate)
}

describe('the cached health (trust.md c 37, 38)', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
  afterEach(() => mock.timers.reset())
  it('38: asks once for a thousand readers, and again when the cache is over', async () => {
    const { check, started } = createChecks()
    const read = createCachedHealth(check)
    const reports = Array.from({ length: 1000 }, read)
    started[0]?.resolve(healthy)
    await Promise.all(reports)
    assert.equal(await read(), healthy)
    assert.equal(started.length, 1)
    await pass(1000)
    const next = read()
    started[1]?.resolve(healthy)
    assert.equal(await next, healthy)
    assert.equal(started.length, 2)
  })

  it('37: says that the database is unreachable when the check fails or takes too long', async () => {
    const failing = createCachedHealth(() => Promise.reject(new Error('down')))
    assert.equal(await isUp(failing()), false)
    const slow = createCachedHealth(() => new Promise(() => {}))()
    await pass(1500)
    assert.equal(await isUp(slow), false)
  })

  it('takes a late check for a busy database while the last success is fresh, and starts no second one', async () => {
    const { check, started } = createChecks()
    const read = createCachedHealth(check)
    const first = read()
    started[0]?.resolve(healthy)
    await first
    await pass(1000)
    const late = read()
    await pass(1500)
    assert.equal(await isUp(late), true)
    await pass(3000)
    assert.equal(await isUp(read()), true)
    assert.equal(started.length, 2)
    // 10 s without any success: it hangs, it is not busy.
    await pass(4500)
    assert.equal(await isUp(read()), false)
    assert.equal(started.length, 2)
    started[1]?.resolve(healthy)
    await pass(0)
    assert.equal(await isUp(read()), true)
  })

  it('37: believes a check that failed at once, however fresh the last success', async () => {
    const { check, started } = createChecks()
    const read = createCachedHealth(check)
    const first = read()
    started[0]?.resolve(healthy)
    await first
    await pass(1000)
    const second = read()
    started[1]?.reject(new Error('gone'))
    assert.equal(await isUp(second), false)
    // The next check, though late, has no success to lean on.
    await pass(500)
    const third = read()
    await pass(1500)
    assert.equal(await isUp(third), false)
    assert.equal(started.length, 3)
  })

  it('asks a database that was gone again after half a second', async () => {
    const { check, started } = createChecks()
    const read = createCachedHealth(check)
    const first = read()
    started[0]?.reject(new Error('gone'))
    assert.equal(await isUp(first), false)
    await read()
    assert.equal(started.length, 1)
    await pass(500)
    const second = read()
    started[1]?.resolve(healthy)
    assert.equal(await isUp(second), true)
  })
})
