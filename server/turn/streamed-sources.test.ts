import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { assertNumbers } from '../testing/assert-numbers.ts'
import { textStream } from '../testing/fake-providers/stream-of.ts'
import { openRowTurns } from '../testing/open-row-turns.ts'

const rows = await openRowTurns()
after(rows.close)

/** Titles of the sources, each time they are told, among the pieces of the text. */
async function tell(pieces: string[]) {
  rows.fakes.openrouter.answerNext(textStream(pieces))
  const { events, reply } = await rows.ask()
  assertNumbers(events, reply)
  const lists = events.flatMap(event =>
    event.type === 'sources' ? [event.sources.map(({ title }) => title)] : [],
  )
  return { lists, reply }
}

describe('the sources of an answer, while it is written', () => {
  it('are told before the number that points to them, in the order of the numbers shown', async () => {
    const { lists, reply } = await tell(['Écris-lui', ' un email [2]', ', une heure après [1]', ' puis [2].'])
    assert.equal(reply.message, 'Écris-lui un email [1], une heure après [2] puis [1].')
    const [first, second] = reply.sources.map(({ title }) => title)
    assert.notEqual(first, second)
    // Pieces that arrive together leave together: where they are cut is the network's affair.
    for (const list of lists) assert.deepEqual(list, [first, second].slice(0, list.length))
    assert.deepEqual(lists.at(-1), [first, second])
  })

  it('are told at once where the first words cite, wherever a number is cut', async () => {
    const { lists, reply } = await tell(['[', '2', ']', ' dit tout. [7][', '1', ']'])
    assert.equal(reply.sources.length, 2)
    assert.deepEqual(
      lists.at(-1),
      reply.sources.map(({ title }) => title),
    )
  })

  it('are none for an answer that cites nothing', async () => {
    const { lists, reply } = await tell(['Bonjour', ' à toi.'])
    assert.deepEqual([lists, reply.sources], [[[]], []])
  })
})
