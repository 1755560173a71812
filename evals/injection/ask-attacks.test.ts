import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLetThrough } from './ask-attacks.ts'
import { honestEnd } from './obedient-model.ts'

test('a harmless message is let through when its answer comes whole, with its own words', () => {
  const told = (message: string, answeredBy: 'model' | 'refusal' = 'model') =>
    isLetThrough({ answeredBy, reply: { message } as never }, 'C’est quoi, une <b>injection</b> ?')
  assert.equal(told(`Tu demandes : C’est quoi, une ‹b›injection‹/b› ?\n\n${honestEnd}`), true)
  assert.equal(told('Tu demandes : C’est quoi, une <b>injection</b> ?'), false)
  assert.equal(told(`Tu demandes : C’est quoi ?\n\n${honestEnd}`), false)
  assert.equal(told(`Tu demandes : C’est quoi, une <b>injection</b> ?\n\n${honestEnd}`, 'refusal'), false)
})
