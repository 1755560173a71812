import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadTeam } from '../server/agents/load-team.ts'
import { loadOwnMessages, routeOwnMessages } from './routing-own.ts'

const team = await loadTeam('agents')
const messages = loadOwnMessages()
const results = routeOwnMessages(team, messages)

function shareRight(groups: string[]): number {
  const of = results.filter(({ group }) => groups.includes(group))
  return of.filter(({ right }) => right).length / of.length
}

describe('our own messages', () => {
  it('are at least 120, and none is an example of a specialist', () => {
    assert.ok(messages.length >= 120)
    const examples = new Set(
      team.personas.flatMap(persona => persona.examples).map(text => text.toLowerCase()),
    )
    assert.deepEqual(
      messages.filter(({ text }) => examples.has(text.toLowerCase())),
      [],
    )
  })

  it('are routed rightly nine times in ten, by their words alone', () => {
    const wrong = results.filter(({ right }) => !right).map(({ text, given }) => `${text} → ${given}`)
    assert.ok(1 - wrong.length / results.length >= 0.9, wrong.join('\n'))
  })

  it('reach no specialist by a stray word', () => assert.equal(shareRight(['stray']), 1))

  it('reach a person whenever one is asked for', () => {
    assert.ok(shareRight(['human']) >= 0.95)
  })

  it('are taken for a request for a person by mistake almost never', () => {
    const mistaken = results.filter(({ given, expect }) => given === 'human' && !expect.includes('human'))
    assert.ok(mistaken.length <= 2, mistaken.map(({ text }) => text).join('\n'))
  })

  it('stay with the specialist on follow-ups, and follow a plain change of subject', () => {
    assert.ok(shareRight(['follow-up', 'switch']) >= 0.9)
  })

  it('go to a specialist when they are nobody’s business at most once in ten', () => {
    assert.ok(shareRight(['out_of_scope']) >= 0.9)
  })
})
