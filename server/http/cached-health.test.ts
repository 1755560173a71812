import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ServiceReport } from './app-deps.ts'
import { createCachedHealth } from './cached-health.ts'

const healthy: ServiceReport = {
  degraded: false,
  services: { database: true, openrouter: true, openai: true, cohere: true },
}

it('38: asks once for a thousand readers, and again when the cache is over', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let asked = 0
  const read = createCachedHealth(async () => {
    asked++
    return healthy
  })
  await Promise.all(Array.from({ length: 1000 }, read))
  await read()
  assert.equal(asked, 1)
  t.mock.timers.tick(2000)
  assert.equal(await read(), healthy)
  assert.equal(asked, 2)
})

it('37: says that the database is unreachable when the check fails or takes too long', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const failing = await createCachedHealth(() => Promise.reject(new Error('down')))()
  assert.equal(failing.services.database, false)
  const slow = createCachedHealth(() => new Promise(() => {}))()
  t.mock.timers.tick(1500)
  assert.equal((await slow).services.database, false)
})
