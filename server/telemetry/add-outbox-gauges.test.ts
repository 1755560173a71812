import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Registry } from 'prom-client'
import { createMergedMetrics, type MetricsSnapshot } from '../workers/merge-metrics.ts'
import { addOutboxGauges, type OutboxFigures } from './add-outbox-gauges.ts'

const some: OutboxFigures = { pending: 3, dead: 1, overdueSeconds: 120, stopped: 1 }

function open(read: () => Promise<OutboxFigures>) {
  const registry = new Registry()
  const clock = { now: 0 }
  addOutboxGauges(registry, { read, now: () => clock.now })
  return { registry, clock }
}

describe('the gauges of the outbox', () => {
  it('say what waits, since when, what was given up and what is stopped, asked once for ten seconds', async () => {
    let asked = 0
    let figures = some
    const { registry, clock } = open(async () => {
      asked++
      return figures
    })
    const text = await registry.metrics()
    for (const line of [
      'chat_webhook_deliveries{state="pending"} 3',
      'chat_webhook_deliveries{state="dead"} 1',
      'chat_webhook_overdue_seconds 120',
      'chat_webhook_stopped_addresses 1',
    ])
      assert.ok(text.includes(`${line}\n`), line)
    figures = { ...some, pending: 4 }
    clock.now = 9_999
    await registry.metrics()
    assert.equal(asked, 1)
    clock.now = 10_000
    assert.match(await registry.metrics(), /state="pending"\} 4\n/)
    assert.equal(asked, 2)
  })

  it('keep the last figures, and nobody waiting, while the database is away or silent', async () => {
    let answer: () => Promise<OutboxFigures> = async () => some
    const { registry, clock } = open(() => answer())
    await registry.metrics()
    clock.now = 20_000
    answer = () => Promise.reject(new Error('away'))
    assert.match(await registry.metrics(), /state="pending"\} 3\n/)
    answer = () => new Promise(() => {})
    assert.match(await registry.metrics(), /state="pending"\} 3\n/)
  })

  it('are the same of all workers, and no sum', async () => {
    const merged = createMergedMetrics()
    for (const place of [1, 2]) {
      const { registry } = open(async () => some)
      merged.note(place, (await registry.getMetricsAsJSON()) as unknown as MetricsSnapshot)
    }
    assert.match(await merged.text(), /chat_webhook_deliveries\{state="pending"\} 3\n/)
  })
})
