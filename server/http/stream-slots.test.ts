import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStreamSlots } from './stream-slots.ts'

const refused = { code: 'too_many_streams' }

describe('the places for streams', () => {
  it('are so many an address, and each is given back once', async () => {
    const open: number[] = []
    const slots = createStreamSlots(2, count => open.push(count))
    const free = await slots.take('192.0.2.1')
    await slots.take('192.0.2.1')
    await assert.rejects(slots.take('192.0.2.1'), refused)
    await slots.take('192.0.2.2')
    free()
    free()
    await slots.take('192.0.2.1')
    await assert.rejects(slots.take('192.0.2.1'), refused)
    assert.deepEqual(open, [1, 2, 3, 2, 3])
  })

  it('are counted where all processes count theirs, and given back there', async () => {
    const calls: string[] = []
    const answers = [true, false, true]
    const slots = createStreamSlots(2, undefined, {
      open(key) {
        calls.push(`take ${key}`)
        return {
          granted: Promise.resolve(answers.shift() ?? false),
          free: () => void calls.push(`free ${key}`),
        }
      },
    })
    const free = await slots.take('192.0.2.1')
    await assert.rejects(slots.take('192.0.2.1'), refused)
    free()
    free()
    await slots.take('192.0.2.1')
    assert.deepEqual(calls, ['take 192.0.2.1', 'take 192.0.2.1', 'free 192.0.2.1', 'take 192.0.2.1'])
  })

  it('are this process’s own while nobody answers there, and what may be granted late is given back', async () => {
    let freed = 0
    const slots = createStreamSlots(1, undefined, {
      open: () => ({ granted: Promise.reject(new Error('no answer')), free: () => freed++ }),
    })
    const free = await slots.take('192.0.2.1')
    await assert.rejects(slots.take('192.0.2.1'), refused)
    assert.equal(freed, 0)
    free()
    free()
    assert.equal(freed, 1)
    await slots.take('192.0.2.1')
  })
})
