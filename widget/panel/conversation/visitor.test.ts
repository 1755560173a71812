import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOutbox } from './outbox.ts'
import { createStore } from './store.ts'
import { createVisitor } from './visitor.ts'

let made = 0
const createId = () => `made-${++made}`

/** A browser's storage that holds `room` characters; null: it is blocked. */
function createStorage(room: number | null = 10_000) {
  const values = new Map<string, string>()
  const storage = {
    get length() {
      return values.size
    },
    key: (index: number) => [...values.keys()][index] ?? null,
    getItem: (key: string) => values.get(key) ?? null,
    removeItem: (key: string) => void values.delete(key),
    setItem(key: string, value: string) {
      if (value.length > (room ?? 0)) throw new DOMException('full', 'QuotaExceededError')
      values.set(key, value)
    },
  }
  const open = () => {
    if (room === null) throw new DOMException('refused', 'SecurityError')
    return storage
  }
  return { values, store: createStore(open), another: () => createStore(open) }
}

describe('the visitor', () => {
  it('is nobody, and stores nothing, until a message is sent', () => {
    const { values, store } = createStorage()
    assert.equal(createVisitor(store, createId).current(), null)
    assert.equal(values.size, 0)
  })

  it('is found again after a reload', () => {
    const { store, another } = createStorage()
    const ids = createVisitor(store, createId).begin()
    assert.deepEqual(createVisitor(another(), createId).current(), ids)
  })

  it('keeps the conversation of version 1', () => {
    const { values, store } = createStorage()
    values.set('lac_user_id', '5c0b2cf0-9f6e-4f0e-8a51-0d8b1c1f9d10')
    values.set('lac_conversation_id', 'conv-456')
    const visitor = createVisitor(store, createId)
    assert.deepEqual(visitor.current(), {
      user_id: '5c0b2cf0-9f6e-4f0e-8a51-0d8b1c1f9d10',
      conversation_id: 'conv-456',
    })
    assert.deepEqual(visitor.begin(), visitor.current())
  })

  it('takes no id that the server would refuse', () => {
    const { values, store } = createStorage()
    values.set('lac_user_id', 'un nom avec des espaces')
    values.set('lac_conversation_id', 'c'.repeat(129))
    const visitor = createVisitor(store, createId)
    assert.equal(visitor.current(), null)
    assert.match(visitor.begin().user_id, /^made-/)
    assert.equal(values.get('lac_user_id'), visitor.begin().user_id)
  })

  it('opens another conversation for the same user after leaving one', () => {
    const visitor = createVisitor(createStorage().store, createId)
    const first = visitor.begin()
    visitor.leave()
    assert.equal(visitor.current(), null)
    const second = visitor.begin()
    assert.equal(second.user_id, first.user_id)
    assert.notEqual(second.conversation_id, first.conversation_id)
  })

  it('leaves the conversation to its owner when another user comes', () => {
    const { store } = createStorage()
    const visitor = createVisitor(store, createId)
    visitor.leave('customer-7')
    const ids = visitor.begin()
    assert.equal(ids.user_id, 'customer-7')
    visitor.leave('customer-8')
    assert.equal(visitor.current(), null)
    assert.equal(visitor.user(), 'customer-8')
  })

  it('works, for as long as the page is open, where storage is blocked or full', () => {
    for (const room of [null, 0]) {
      const visitor = createVisitor(createStorage(room).store, createId)
      const ids = visitor.begin()
      assert.deepEqual(visitor.begin(), ids)
      visitor.leave()
      assert.notEqual(visitor.begin().conversation_id, ids.conversation_id)
    }
  })
})

describe('the outbox', () => {
  const entry = { user_id: 'u', conversation_id: 'c', message_id: 'm1', text: 'Bonjour' }
  const now = () => 1000
  const ids = (entries: { message_id: string }[]) => entries.map(({ message_id }) => message_id)

  it('keeps messages in order, each once, by conversation, over a reload', () => {
    const { store, another } = createStorage()
    const outbox = createOutbox(store, now)
    const second = { ...entry, message_id: 'm2' }
    for (const next of [entry, second, entry, { ...entry, conversation_id: 'd', message_id: 'm3' }])
      outbox.add(next)
    assert.deepEqual(ids(createOutbox(another(), now).list('c')), ['m1', 'm2'])
    outbox.remove('m1')
    assert.deepEqual(ids(createOutbox(another(), now).list('c')), ['m2'])
  })

  it('leaves nothing behind when it is empty', () => {
    const { values, store } = createStorage()
    const outbox = createOutbox(store, now)
    outbox.add(entry)
    outbox.remove('m1')
    outbox.remove('m1')
    assert.equal(values.size, 0)
  })

  it('survives what others write under its name', () => {
    for (const value of ['', 'not json', 'null', '{}', '[null,1,"a",{"text":1}]']) {
      const { values, store } = createStorage()
      values.set('chatbot-v2:outbox:x', value)
      const outbox = createOutbox(store, now)
      assert.deepEqual(outbox.list('c'), [], value)
      outbox.add(entry)
      assert.deepEqual(ids(outbox.list('c')), ['m1'], value)
    }
  })

  it('keeps the order over a reload, whatever the clock does', () => {
    const { store, another } = createStorage()
    const outbox = createOutbox(store, now)
    for (const message_id of ['m1', 'm2']) outbox.add({ ...entry, message_id })
    createOutbox(another(), () => 500).add({ ...entry, message_id: 'm0' })
    assert.deepEqual(ids(outbox.list('c')), ['m1', 'm2', 'm0'])
  })

  it('never writes over what another tab stores at the same time', () => {
    const { store, another } = createStorage()
    const [one, other] = [createOutbox(store, now), createOutbox(another(), now)]
    one.add(entry)
    other.add({ ...entry, message_id: 'm2' })
    one.remove('m1')
    assert.deepEqual(ids(one.list('c')), ['m2'])
    assert.deepEqual(ids(other.list('c')), ['m2'])
  })

  it('keeps a message in memory where storage is full', () => {
    const outbox = createOutbox(createStorage(40).store, now)
    outbox.add(entry)
    assert.deepEqual(ids(outbox.list('c')), ['m1'])
  })
})
