import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeOutbox } from './check-outbox.ts'

const endpoint = { id: 'abc', url: 'https://n8n.exemple.fr/webhook/secret-path', mayBePrivate: false }
const idle = { pending: 0, dead: 0, overdueSeconds: 0, stopped: [] }

describe('the outbox', () => {
  const judge = (changes: Partial<Parameters<typeof judgeOutbox>[0]>, endpoints = [endpoint]) =>
    judgeOutbox({ ...idle, ...changes }, endpoints)
  const states = (changes: Parameters<typeof judge>[0]) => judge(changes).map(({ id, state }) => [id, state])

  it('is well while what is due is younger than an hour', () => {
    assert.deepEqual(states({ pending: 3, overdueSeconds: 3600 }), [['webhooks', 'ok']])
    assert.deepEqual(states({ pending: 3, overdueSeconds: 3601 }), [['webhooks-waiting', 'warning']])
    assert.equal(judge({}, [])[0]?.state, 'unknown')
  })

  it('counts what was given up, and names stopped addresses without their path', () => {
    assert.deepEqual(states({ dead: 2, stopped: ['abc', 'old'] }), [
      ['webhooks-stopped', 'error'],
      ['webhooks-dead', 'warning'],
    ])
    const [stopped, dead] = judge({ dead: 2, stopped: ['abc', 'old'] })
    assert.match(stopped?.text ?? '', /https:\/\/n8n\.exemple\.fr \(abc\) : le récepteur/)
    assert.doesNotMatch(stopped?.text ?? '', /secret-path/)
    assert.match(dead?.text ?? '', /^2 événements abandonnés/)
  })

  it('finds nothing wrong with an address that said 410 and was taken out of WEBHOOK_URL', () => {
    assert.deepEqual(states({ stopped: ['old'] }), [['webhooks', 'ok']])
    assert.deepEqual(
      judge({ stopped: ['old'] }, []).map(({ state }) => state),
      ['unknown'],
    )
  })
})
