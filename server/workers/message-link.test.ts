import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import { createMessageLink, type Handlers } from './message-link.ts'

/** Two ends that hear each other, as JSON, a tick later. */
function createLinks(left: Handlers, right: Handlers) {
  const ends = [new EventEmitter(), new EventEmitter()] as const
  const channelOf = (own: EventEmitter, other: EventEmitter) => ({
    send: (message: object) => setImmediate(() => other.emit('message', JSON.parse(JSON.stringify(message)))),
    on: (event: 'message', listener: (message: unknown) => void) => own.on(event, listener),
  })
  return [
    createMessageLink(channelOf(ends[0], ends[1]), left),
    createMessageLink(channelOf(ends[1], ends[0]), right),
  ] as const
}

describe('a link between processes', () => {
  it('carries questions both ways at once, and each gets its own answer', async () => {
    const [left, right] = createLinks(
      { half: (value: number) => value / 2 },
      { twice: async (value: number) => 2 * value },
    )
    const answers = await Promise.all([left.ask('twice', 4), right.ask('half', 4), left.ask('twice', 5)])
    assert.deepEqual(answers, [8, 2, 10])
  })

  it('brings back what the other end threw, and that it knows no such question', async () => {
    const [left] = createLinks(
      {},
      {
        fail() {
          throw new Error('no')
        },
      },
    )
    await assert.rejects(left.ask('fail'), /^Error: no$/)
    await assert.rejects(left.ask('unknown'), /nobody answers unknown/)
  })

  it('waits no longer than it is told', async () => {
    const [left] = createLinks({}, { never: () => new Promise(() => {}) })
    await assert.rejects(left.ask('never', null, 20), /no answer to never/)
  })

  it('tells without waiting', async () => {
    const told = Promise.withResolvers<string>()
    const [left] = createLinks({}, { note: told.resolve })
    left.tell('note', 'x')
    assert.equal(await told.promise, 'x')
  })
})
