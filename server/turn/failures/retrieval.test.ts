import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { failureAnswer, failures } from '../../testing/fake-providers/failures.ts'
import { openRowTurns, type RowTurn, rowAnswer } from '../../testing/open-row-turns.ts'

const rows = await openRowTurns({}, { retrieval: true })
const { openrouter, openai, cohere } = rows.fakes
after(rows.close)
const good = await rows.ask()
beforeEach(() => {
  for (const endpoint of [openrouter, openai, cohere]) endpoint.answerAlways()
})

interface Expected {
  /** After `WARNING embed … ` or `WARNING rerank … `; null: nothing failed for one question. */
  reason: string | null
  milliseconds?: number
  alert?: RegExp
  /** Whether the very next turn asks the provider again. */
  askedAgain?: boolean
}
const noCredit = /crédit/
const quota: Expected = { reason: 'quota_exhausted 429', alert: noCredit }
const later: Expected = { reason: 'rate_limited 429' }
const busy = (status: number): Expected => ({ reason: `overloaded ${status}`, askedAgain: true })
const malformed: Expected = { reason: 'malformed 200', askedAgain: true }
const fine: Expected = { reason: null, askedAgain: true }

const embeddings: Record<number, Record<string, Expected>> = {
  39: { 'insufficient quota': quota, 'no credits': quota, 'spend limit': quota },
  40: {
    'requests a minute': later,
    'retry-after-ms': later,
    'slow down': later,
    overloaded: busy(503),
    'should not retry': busy(503),
  },
  41: { 'too long': { reason: 'too_long 400', askedAgain: true } },
  42: {
    'too many numbers': malformed,
    'fewer vectors': malformed,
    shuffled: fine,
    'shuffled base64': fine,
    'not a number': malformed,
    null: malformed,
    'all zeros': malformed,
    'beyond 32 bits': malformed,
    'too long to be compared': malformed,
    'too short to be compared': malformed,
    'an index twice': fine,
  },
}

const reranks: Record<number, Record<string, Expected>> = {
  43: { 'calls a minute': later, 'calls a month': quota },
  44: {
    '401': { reason: 'unauthorized 401', alert: /clé/ },
    '402': { reason: 'quota_exhausted 402', alert: noCredit },
    '403': { reason: 'unauthorized 403', alert: /clé/ },
    '404': { reason: 'model_unavailable 404', alert: /modèle/ },
    '498': { reason: 'refused 498', askedAgain: true },
    '499': busy(499),
    '500': busy(500),
    '503': busy(503),
    '504': busy(504),
  },
  45: {
    'fewer results': malformed,
    'out of range': malformed,
    repeated: malformed,
    'no score': malformed,
    hang: { reason: 'timeout', milliseconds: 1500, askedAgain: true },
  },
}

/** The model answers from the documents all the same. */
function assertAnswered(turn: RowTurn, milliseconds: number): void {
  assert.match(turn.shown, /^Voici ce que disent mes documents\. .*\[1\]/)
  assert.ok(turn.shown.includes(rowAnswer), turn.shown)
  assert.equal(turn.shown, turn.stored.content)
  assert.ok(turn.sources.length > 0)
  assert.deepEqual(turn.asked, ['first'])
  assert.equal(turn.milliseconds, milliseconds)
  assert.deepEqual(
    [turn.stored.status, turn.stored.model, turn.stored.steps.answered_by, turn.line.answered_by],
    ['complete', 'first', 'model', 'model'],
  )
  assert.ok((turn.stored.cost ?? 0) > 0)
  assert.ok(!/panier|sk-|fake-0123/.test(turn.log))
}

const steps = [
  { name: 'embedding', table: embeddings, endpoint: openai, step: 'embed', next: 'lexical' },
  { name: 'reranking', table: reranks, endpoint: cohere, step: 'rerank', next: 'fused_order' },
] as const
const names = { embed: 'text-embedding-3-small', rerank: 'rerank-multilingual-v3.0' }

it('asks each provider once when nothing fails', () => {
  assertAnswered(good, 0)
  assert.deepEqual([good.embedded, good.reranked, good.warnings], [1, 1, []])
})

for (const { name, table, endpoint, step, next } of steps)
  describe(`a turn whose ${name} fails`, () => {
    for (const [row, variants] of Object.entries(table))
      for (const [variant, { reason, milliseconds = 0, alert, askedAgain = false }] of Object.entries(
        variants,
      )) {
        const what = reason === null ? 'nothing is lost' : `${next}, after ${milliseconds} ms`
        it(`row ${row}, ${variant}: ${what}, and the next turn ${askedAgain ? 'asks' : 'spares the call'}`, async () => {
          const silent = variant === 'hang'
          const calls = (turn: RowTurn) => (step === 'embed' ? turn.embedded : turn.reranked)
          const warning = (why: string) => [`WARNING ${step} ${names[step]} ${why} → ${next}`]
          endpoint.answerAlways(failureAnswer(Number(row), variant))

          const turn = await rows.ask({ silent })
          assertAnswered(turn, milliseconds)
          assert.equal(calls(turn), 1, 'never tried again within a turn')
          assert.deepEqual(turn.warnings, reason === null ? [] : warning(reason))
          assert.equal(turn.alerts.length, alert ? 1 : 0)
          if (alert) assert.match(turn.alerts[0] ?? '', alert)

          const after = await rows.ask({ silent, again: true })
          assertAnswered(after, askedAgain ? milliseconds : 0)
          assert.equal(calls(after), askedAgain ? 1 : 0)
          if (!askedAgain) assert.deepEqual(after.warnings, warning('breaker_open'))
          assert.deepEqual(after.alerts, [], 'the operator is told once')
        })
      }
  })

it('leaves no row and no variant out', () => {
  const of = (table: object) => Object.entries(table).map(([row, variants]) => [row, Object.keys(variants)])
  const acted = of(failures).filter(([row]) => Number(row) >= 39)
  assert.deepEqual(of({ ...embeddings, ...reranks }), acted)
})
