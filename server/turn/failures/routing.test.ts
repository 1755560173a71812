import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { failureAnswer, failures } from '../../testing/fake-providers/failures.ts'
import { openRowTurns } from '../../testing/open-row-turns.ts'

const rows = await openRowTurns()
const { openrouter } = rows.fakes
after(rows.close)
before(async () => void (await rows.ask()))

/** What the local router asks back about. */
const unclear = 'Tu peux m’aider avec mon truc ?'

/** Who answers when the small model routes so, when it is known, and what is logged. `escalate`: we ask back. */
interface Routed {
  agent: 'audrey' | 'escalate'
  milliseconds?: number
  warnings?: string[]
  silent?: boolean
}
const audrey: Routed = { agent: 'audrey' }
const failed = (reason: string): Routed => ({
  agent: 'escalate',
  warnings: [`WARNING route small ${reason} → local_router`],
})

const expected: Record<number, Record<string, Routed>> = {
  21: { 'cut JSON': failed('truncated') },
  22: {
    fenced: audrey,
    prose: audrey,
    'two objects': audrey,
    'wrong enum': failed('malformed'),
    'confidence as text': audrey,
    'confidence of 90': audrey,
  },
  // The router meets the rows of answers too: it is asked once, whatever comes, and never for longer than 3 s.
  1: { 'Retry-After of 2 s': failed('rate_limited 429') },
  5: { 'no credits': failed('quota_exhausted 402') },
  13: { '503': failed('overloaded 503') },
  19: { null: failed('empty') },
  23: { 'content filter': failed('refused') },
  28: { 'no end': failed('truncated') },
  30: { 'silent from the start': { ...failed('timeout'), milliseconds: 3000, silent: true } },
}

describe('a turn that asks a small model who it is for', () => {
  for (const [row, variants] of Object.entries(expected)) {
    for (const [variant, { agent, milliseconds = 0, warnings = [], silent = false }] of Object.entries(
      variants,
    )) {
      it(`row ${row}, ${variant}: ${agent} answers after ${milliseconds} ms`, async () => {
        const acted = failureAnswer(Number(row), variant)
        openrouter.answerAlways(exchange =>
          (exchange.body.model === 'small' ? acted : exchange.answerWell)(exchange),
        )
        const turn = await rows.ask({ message: unclear, silent })
        assert.equal(turn.agent, agent)
        assert.equal(turn.shown, turn.stored.content)
        assert.doesNotMatch(turn.shown, /[{}]|confidence/)
        assert.deepEqual(turn.asked, agent === 'audrey' ? ['small', 'first'] : ['small'])
        assert.equal(turn.milliseconds, milliseconds)
        assert.deepEqual(turn.warnings, warnings)
        assert.equal(turn.stored.status, 'complete')
        assert.equal(turn.stored.steps.answered_by, agent === 'audrey' ? 'model' : 'team')
        assert.equal(turn.line.answered_by, turn.stored.steps.answered_by)
        assert.equal(turn.alerts.length, row === '5' ? 1 : 0)
      })
    }
  }

  it('leaves no variant of rows 21 and 22 out', () => {
    for (const row of [21, 22])
      assert.deepEqual(Object.keys(expected[row] ?? {}), Object.keys(failures[row] ?? {}))
  })
})
