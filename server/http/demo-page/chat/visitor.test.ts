import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { identifierPattern } from '../../../../contract/identifier.ts'
import { createVisitor } from './visitor.js'

function createStorage(): Storage {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    clear: () => values.clear(),
    getItem: key => values.get(key) ?? null,
    key: index => [...values.keys()][index] ?? null,
    removeItem: key => void values.delete(key),
    setItem: (key, value) => void values.set(key, value),
  }
}

describe('visitor', () => {
  it('stores nothing until a message is sent', () => {
    const storage = createStorage()
    const visitor = createVisitor({ storage: () => storage, crypto })
    assert.equal(visitor.current(), null)
    assert.equal(storage.length, 0)
  })

  it('has ids that the server takes, and finds them again after a reload', () => {
    const storage = createStorage()
    const ids = createVisitor({ storage: () => storage, crypto }).begin()
    assert.match(ids.userId, identifierPattern)
    assert.match(ids.conversationId, identifierPattern)
    assert.deepEqual(createVisitor({ storage: () => storage, crypto }).current(), ids)
  })

  it('opens another conversation for the same user after leaving one', () => {
    const storage = createStorage()
    const visitor = createVisitor({ storage: () => storage, crypto })
    const first = visitor.begin()
    visitor.leave()
    assert.equal(visitor.current(), null)
    const second = visitor.begin()
    assert.equal(second.userId, first.userId)
    assert.notEqual(second.conversationId, first.conversationId)
  })

  it('works, for as long as the page is open, in a browser that refuses storage', () => {
    const refuse = () => {
      throw new DOMException('refused', 'SecurityError')
    }
    const visitor = createVisitor({ storage: refuse, crypto })
    const ids = visitor.begin()
    assert.deepEqual(visitor.begin(), ids)
    visitor.leave()
    assert.notEqual(visitor.begin().conversationId, ids.conversationId)
  })
})
