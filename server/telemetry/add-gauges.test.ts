import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Registry } from 'prom-client'
import { addGauges } from './add-gauges.ts'

function open() {
  const state = {
    failing: [] as string[],
    idle: 3,
    disk: { free: 10, size: 100 } as { free: number; size: number } | null,
  }
  const registry = new Registry()
  addGauges(registry, {
    version: '1.2.3',
    database: 'postgres',
    pool: () => ({ open: 5, idle: state.idle, waiting: 2 }),
    breakers: { targets: ['llama', 'reranker'], open: () => state.failing },
    monthEur: 120,
    disk: async () => state.disk,
  })
  return { state, read: () => registry.metrics() }
}

describe('the gauges', () => {
  it('are read anew at each scrape', async () => {
    const { state, read } = open()
    assert.match(await read(), /chat_database_connections\{state="idle"\} 3\n/)
    state.idle = 1
    const text = await read()
    assert.match(text, /chat_database_connections\{state="idle"\} 1\n/)
    assert.match(text, /chat_database_connections\{state="total"\} 5\n/)
    assert.match(text, /chat_database_connections\{state="waiting"\} 2\n/)
    assert.match(text, /chat_build_info\{version="1\.2\.3",node="\d[^"]+",database="postgres"\} 1\n/)
    assert.match(text, /chat_budget_month_euros 120\n/)
  })

  it('say of every breaker whether it is open, and again when it closed', async () => {
    const { state, read } = open()
    assert.match(await read(), /chat_breaker_open\{target="llama"\} 0\n/)
    state.failing = ['llama', 'embed other']
    const during = await read()
    assert.match(during, /chat_breaker_open\{target="llama"\} 1\n/)
    assert.match(during, /chat_breaker_open\{target="embed other"\} 1\n/)
    assert.match(during, /chat_breaker_open\{target="reranker"\} 0\n/)
    state.failing = []
    assert.doesNotMatch(await read(), /chat_breaker_open\{[^}]*\} 1\n/)
  })

  it('keep a disk’s last figures when it cannot be read', async () => {
    const { state, read } = open()
    await read()
    state.disk = null
    assert.match(await read(), /chat_disk_free_bytes 10\n/)
    assert.match(await read(), /chat_disk_size_bytes 100\n/)
  })
})
