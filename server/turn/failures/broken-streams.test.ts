import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  answered,
  assertTurn,
  brokenOff,
  type ExpectedRow,
  fellBack,
  triedAgain,
  waitedFor,
} from '../../testing/expect-row.ts'
import { wildText } from '../../testing/fake-providers/broken-streams.ts'
import { failureAnswer, failures } from '../../testing/fake-providers/failures.ts'
import { openRowTurns } from '../../testing/open-row-turns.ts'

const rows = await openRowTurns()
const { openrouter } = rows.fakes
after(rows.close)
const good = await rows.ask()

const partial = 'Bonjour à toi'
const fine = answered(wildText)

/** Rows 24 to 36. */
const expected: Record<number, Record<string, ExpectedRow>> = {
  24: { comments: fine, 'keepalives with data': fine },
  25: { 'code as number': brokenOff('rate_limited 429', partial) },
  26: { 'code as text': brokenOff('overloaded 200', partial) },
  27: {
    'error alone': brokenOff('overloaded 200', partial),
    'object error': brokenOff('overloaded 500', partial),
    'event error': brokenOff('overloaded 200', partial),
  },
  28: { 'no end': brokenOff('truncated', partial) },
  29: { reset: brokenOff('truncated', partial) },
  30: { 'silent from the start': waitedFor(), 'silent after text': brokenOff('timeout', partial) },
  31: { 'keepalive every 5 s': brokenOff('timeout', partial), 'keepalive only': waitedFor() },
  32: { 'headers after 40 s': waitedFor(), 'first token after 30 s of comments': waitedFor() },
  33: {
    'byte by byte': fine,
    'byte order mark': fine,
    'CRLF cut between CR and LF': fine,
    'no space after the colon': fine,
    'as plain text': fine,
    'as lines of JSON': fine,
    'without a content type': fine,
    'data on several lines': fine,
  },
  34: {
    'usage first': fine,
    'usage with an empty delta': fine,
    'usage that cannot be': answered(wildText, 0),
    'debug chunk first': fine,
  },
  35: {
    'an event of 50 MB': fellBack('malformed'),
    'a million events': fellBack('malformed'),
    'another id between': fine,
  },
  36: { 'text beside calls': fine, 'calls only': triedAgain('empty') },
}

describe('a turn whose stream is not what it should be', () => {
  for (const [row, variants] of Object.entries(expected)) {
    for (const [variant, { once, always, silent = false }] of Object.entries(variants)) {
      it(`row ${row}, ${variant}, once: ${told(once)} after ${once.milliseconds} ms`, async () => {
        openrouter.pace = 1 / 16
        openrouter.answerAlways()
        openrouter.answerNext(failureAnswer(Number(row), variant))
        assertTurn(await rows.ask({ silent }), once, good)
      })
      it(`row ${row}, ${variant}, always: ${told(always)} after ${always.milliseconds} ms`, async () => {
        openrouter.pace = 1 / 16
        openrouter.answerAlways(failureAnswer(Number(row), variant))
        assertTurn(await rows.ask({ silent }), always, good)
      })
    }
  }

  it('leaves no row and no variant out', () => {
    const names = (table: object) =>
      Object.entries(table).map(([row, variants]) => [row, Object.keys(variants)])
    const acted = names(failures).filter(([row]) => Number(row) >= 24 && Number(row) <= 36)
    assert.deepEqual(names(expected), acted)
  })
})

describe('row 37, a pooled connection that proves dead', () => {
  it('costs one call more on a new one, at once, and no warning', async () => {
    rows.fakes.dropConnections()
    openrouter.answerAlways(failureAnswer(37))
    const turn = { answeredBy: 'model', milliseconds: 0, warnings: [] } as const
    assertTurn(await rows.ask(), { ...turn, asked: 'f', warnings: [] }, good)
    assertTurn(await rows.ask(), { ...turn, asked: 'ff', warnings: [] }, good)
  })
})

function told({ answeredBy, partial }: ExpectedRow['once']): string {
  return partial ? 'an answer that says it was interrupted' : answeredBy
}
