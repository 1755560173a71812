import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  answered,
  assertTurn,
  type ExpectedRow,
  fellBack,
  refused,
  thought,
  triedAgain,
} from '../../testing/expect-row.ts'
import { wildText } from '../../testing/fake-providers/broken-streams.ts'
import { failureAnswer, failures } from '../../testing/fake-providers/failures.ts'
import { json } from '../../testing/fake-providers/fake-exchange.ts'
import { openRowTurns } from '../../testing/open-row-turns.ts'

const rows = await openRowTurns()
const { openrouter } = rows.fakes
after(rows.close)
const good = await rows.ask()

const named = ' (acme/fake-2.0, acme/fake-mini)'
const noCredit = /crédit/
const noKey = /clé/
const noModel = /modèle/

const tooLong: ExpectedRow = {
  once: { answeredBy: 'model', asked: 'ff', milliseconds: 0, warnings: ['first too_long 400 → first'] },
  always: {
    answeredBy: 'extractive',
    asked: 'ffs',
    milliseconds: 0,
    warnings: [
      'first too_long 400 → first',
      'first too_long 400 → second',
      'second too_long 400 → extractive',
    ],
  },
}

/** Rows 1 to 20, and 23. Rows 21 and 22 are the router's: routing.test.ts. */
const expected: Record<number, Record<string, ExpectedRow>> = {
  1: {
    'Retry-After of 2 s': triedAgain('rate_limited 429', { once: 2000, always: 8000 }),
    'Retry-After of 60 s': fellBack('rate_limited 429'),
    'no Retry-After': triedAgain('rate_limited 429'),
  },
  2: { 'free models a day': fellBack('quota_exhausted 429', { alert: noCredit }) },
  3: {
    'shared pool upstream': triedAgain('rate_limited 429'),
    'code as text': triedAgain('rate_limited 429'),
  },
  4: {
    'capacity exhausted': fellBack('overloaded 503', { named }),
    'temporarily unavailable': fellBack('overloaded 503', { named }),
  },
  5: { 'no credits': fellBack('quota_exhausted 402', { alert: noCredit }) },
  6: { 'budget in flight': triedAgain('rate_limited 402', { once: 1000, always: 5000 }) },
  7: { 'wrong key': fellBack('unauthorized 401', { alert: noKey }) },
  8: { moderation: refused('refused 403') },
  9: { guardrail: refused('refused 403') },
  10: {
    context_length_exceeded: tooLong,
    max_tokens_exceeded: tooLong,
    string_too_long: tooLong,
    'raw words of the model behind': tooLong,
    'llama.cpp': tooLong,
    vLLM: tooLong,
  },
  11: {
    deprecated: fellBack('model_unavailable 404', { alert: noModel, named }),
    'no endpoints': fellBack('model_unavailable 404', { alert: noModel, named }),
    'privacy restricted': fellBack('model_unavailable 404', { alert: noModel, named }),
    'free variant ended': fellBack('model_unavailable 404', { alert: noModel, named }),
    'not a valid model': fellBack('model_unavailable 400', { alert: noModel }),
  },
  12: {
    '408': triedAgain('overloaded 408'),
    '504': triedAgain('overloaded 504'),
    '524': triedAgain('overloaded 524'),
    '529': triedAgain('overloaded 529'),
  },
  13: {
    '502': triedAgain('overloaded 502'),
    '503': triedAgain('overloaded 503', { once: 3000, always: 12_000 }),
  },
  14: { '500': triedAgain('overloaded 500') },
  15: {
    '502': triedAgain('overloaded 502'),
    '520': triedAgain('overloaded 520'),
    '524': triedAgain('overloaded 524'),
    '200': triedAgain('malformed 200'),
  },
  16: { 'error under 200': triedAgain('overloaded 502') },
  17: { 'partial answer': triedAgain('overloaded 502', { paid: 1 }) },
  18: { 'no choices': triedAgain('empty') },
  19: { null: triedAgain('empty', { paid: 1 }), 'empty text': triedAgain('empty', { paid: 1 }) },
  20: {
    reasoning: thought('empty'),
    reasoning_content: thought('empty'),
    'a think block alone': thought('empty'),
    'a think block without an end': thought('empty'),
    'a think block first': answered(wildText),
    'a think block that never began': answered(wildText),
  },
  23: {
    'content filter': refused('refused', 1),
    'content policy': refused('refused 400'),
    refusal: refused('refused', 1),
  },
}

describe('a turn whose call for an answer fails', () => {
  for (const [row, variants] of Object.entries(expected)) {
    for (const [variant, { once, always }] of Object.entries(variants)) {
      it(`row ${row}, ${variant}, once: ${once.answeredBy} after ${once.milliseconds} ms`, async () => {
        openrouter.answerAlways()
        openrouter.answerNext(failureAnswer(Number(row), variant))
        assertTurn(await rows.ask(), once, good)
      })
      it(`row ${row}, ${variant}, always: ${always.answeredBy} after ${always.milliseconds} ms`, async () => {
        openrouter.answerAlways(failureAnswer(Number(row), variant))
        assertTurn(await rows.ask(), always, good)
      })
    }
  }

  it('leaves no row and no variant out', () => {
    const names = (table: object) =>
      Object.entries(table).map(([row, variants]) => [row, Object.keys(variants)])
    const acted = names(failures).filter(([row]) => Number(row) <= 23 && row !== '21' && row !== '22')
    assert.deepEqual(names(expected), acted)
  })
})

describe('what else those rows ask for', () => {
  it('row 1: ten seconds are waited for, eleven are not', async () => {
    for (const [seconds, asked, milliseconds] of [
      [10, 'first', 10_000],
      [11, 'second', 0],
    ] as const) {
      openrouter.answerAlways()
      openrouter.answerNext(json(429, { error: { code: 429 } }, { 'retry-after': String(seconds) }))
      const turn = await rows.ask()
      assert.deepEqual([turn.asked, turn.milliseconds], [['first', asked], milliseconds])
      assert.deepEqual(turn.warnings, [`WARNING answer first rate_limited 429 → ${asked}`])
    }
  })

  it('row 8: what was flagged is in no log, and in no row', async () => {
    openrouter.answerAlways(failureAnswer(8))
    const { log, stored } = await rows.ask()
    for (const text of [log, JSON.stringify(stored)]) assert.ok(!text.includes('ce que le visiteur a écrit'))
  })

  it('row 10: the second call has the same question, and less of the history', async () => {
    openrouter.answerAlways()
    const conversation = 'long'
    for (let turn = 0; turn < 3; turn++) await rows.ask({ conversation })
    openrouter.answerNext(failureAnswer(10))
    const { prompts, stored } = await rows.ask({ conversation })
    const [whole, cut] = prompts.map(({ messages }) => messages)
    assert.deepEqual([whole?.length, cut?.length], [8, 4])
    assert.deepEqual(cut?.at(-1), whole?.at(-1))
    assert.equal(stored.status, 'complete')
  })

  it('row 20: what a model thought is never shown', async () => {
    openrouter.answerAlways(failureAnswer(20))
    assert.ok(!(await rows.ask()).shown.includes('Le visiteur veut'))
  })

  const hour = 3_600_000
  for (const [row, variant, rest] of [
    [2, 'free models a day', 24 * hour],
    [5, 'no credits', 30_000],
    [7, 'wrong key', 30_000],
    [11, 'deprecated', 30_000],
  ] as const)
    it(`row ${row}: the next turn does not call it again, and the operator is told once`, async () => {
      openrouter.answerAlways(failureAnswer(row, variant))
      assert.equal((await rows.ask()).alerts.length, 2)
      const next = await rows.ask({ again: true })
      assert.deepEqual([next.asked, next.alerts, next.milliseconds], [[], [], 0])
      assert.deepEqual(next.warnings, [
        'WARNING answer first breaker_open → second',
        'WARNING answer second breaker_open → extractive',
      ])
      // A day's limit is not asked of again before its day is over; what an operator mends, soon.
      if (rest > hour) {
        await rows.clock.advance(rest - hour)
        assert.deepEqual((await rows.ask({ again: true })).asked, [])
        await rows.clock.advance(hour)
      } else await rows.clock.advance(rest)
      const later = await rows.ask({ again: true })
      assert.deepEqual([later.asked, later.alerts], [['first', 'second'], []])
    })
})
