import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { readJson } from './read-json-body.ts'

const read = (text: string) => readJson(Buffer.from(text))

it('reads any JSON document as JSON.parse does, unless it is nested deeper than 32', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 10 }), text => {
      assert.deepEqual(read(text), JSON.parse(text))
    }),
  )
})

it('counts nesting outside strings only', () => {
  const text = JSON.stringify({ a: `${'['.repeat(100)}"\\`, b: '\\"{{{' })
  assert.deepEqual(read(text), JSON.parse(text))
  assert.doesNotThrow(() => read('['.repeat(32) + ']'.repeat(32)))
  assert.throws(() => read('['.repeat(33) + ']'.repeat(33)), { code: 'malformed', reason: 'too_deep' })
})

it('refuses what is not one JSON document in UTF-8', () => {
  for (const text of ['', '{', '{} {}', '{"a":1,}', 'NaN', "{'a':1}"])
    assert.throws(() => read(text), { code: 'malformed' })
  assert.throws(() => readJson(Buffer.from([0x22, 0xff, 0xfe, 0x22])), { code: 'malformed' })
})
