import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createTokenCounter } from '../server/ingest/count-tokens.ts'
import { parseDocument } from '../server/ingest/parse-document.ts'
import type { ListedPair } from '../server/operations/list-pairs.ts'
import { checkPairs } from '../server/turn/check-pairs.ts'
import { checkLines, exportNotes, pairLines, pairsCsv } from './pair-lines.ts'

function listed(given: Partial<ListedPair> = {}): ListedPair {
  return {
    id: '0123456789abcdef',
    owner: 'audrey',
    documentId: 'd',
    source: 'knowledge/audrey/questions.csv',
    filename: 'questions.csv',
    title: 'Questions',
    questions: ['Quel prix ?'],
    answer: '30 €',
    validFrom: null,
    validUntil: null,
    counts: true,
    ...given,
  }
}

describe('the list of pairs', () => {
  it('shows the ways to ask and the answer, none of its lines wider than the terminal', () => {
    const long = `${'mot '.repeat(60)}?`
    const lines = pairLines([listed({ questions: [long, 'Combien ?', long], answer: long })], 100)
    assert.equal(lines[0]?.length, 100)
    assert.ok(lines.every(line => line.length <= 100))
    assert.equal(lines[1], '          ou : Combien ?')
    assert.equal(lines.at(-1), '1 paire dans 1 fichier')
  })

  it('says on which days a pair answers, and that one is over', () => {
    const over = listed({ validUntil: '2020-01-31', counts: false })
    assert.equal(pairLines([over])[2], '          PÉRIMÉ (jusqu’au 31/01/2020)')
    const later = listed({ validFrom: '2999-01-31', validUntil: '2999-02-01', counts: false })
    assert.match(pairLines([later])[2] ?? '', /PAS ENCORE VALABLE \(à partir du 31\/01\/2999 jusqu’au/)
  })

  it('is empty in one sentence, and shows nothing that moves a terminal’s cursor', () => {
    assert.match(pairLines([])[0] ?? '', /^Aucune paire/)
    assert.ok(
      !pairLines([listed({ answer: 'a\u001b[2Jb\u202ec' })])
        .join('')
        .includes('\u001b'),
    )
  })
})

describe('checking', () => {
  it('shows both sides of a contradiction, and what never answers', () => {
    const pairs = [listed(), listed({ id: 'ffffffff00', answer: '40 €', questions: ['C’est combien ?'] })]
    const idle = listed({ id: 'eeeeeeee00', questions: ['Où ?'], validUntil: '2020-01-31', counts: false })
    const lines = checkLines(
      checkPairs(pairs),
      [{ pair: idle, question: 'Où ?', reason: 'r' }],
      [...pairs, idle],
    )
    assert.match(lines.join('\n'), /✗ 1 contradiction[\s\S]*30 €[\s\S]*40 €[\s\S]*sans effet[\s\S]*PÉRIMÉ/)
    assert.equal(lines.at(-1), '3 paires, 3 points à regarder.')
    assert.deepEqual(checkLines([], [], pairs), ['✓ 2 paires : rien à signaler.'])
  })
})

describe('exported pairs', () => {
  it('leave out those that do not answer today, and say so, and whose days are not in the file', () => {
    const over = listed({ id: 'aaaaaaaa00', answer: 'fini', validUntil: '2020-01-31', counts: false })
    const until = listed({ id: 'bbbbbbbb00', answer: 'encore', validUntil: '2999-01-31' })
    const csv = pairsCsv([listed(), over, until])
    assert.match(csv, /30 €/)
    assert.match(csv, /encore/)
    assert.doesNotMatch(csv, /fini/)
    const notes = exportNotes([listed(), over, until])
    assert.match(notes.join('\n'), /1 paire hors de ses dates[\s\S]*aaaaaaaa.*PÉRIMÉ/)
    assert.match(notes.join('\n'), /1 paire avec des dates[\s\S]*bbbbbbbb.*31\/01\/2999/)
    assert.deepEqual(exportNotes([listed()]), [])
  })

  it('are no formulas to a spreadsheet, and what they were to import', async () => {
    const answers = [
      '=HYPERLINK("https://exemple.fr")',
      '+33 6 00 00 00 00',
      '- un\n- deux',
      '@SUM(A1)',
      "'=x",
      "l'=x",
    ]
    const pairs = answers.map((answer, at) =>
      listed({ answer, questions: [`=question ${at} ?`, `-variante ${at}`, `+variante ${at}`] }),
    )
    const csv = pairsCsv(pairs)
    for (const cell of csv.trim().split(/;|\r\n/)) assert.doesNotMatch(cell, /^"?[=+@-]/)
    const bytes = new TextEncoder().encode(csv)
    const read = await parseDocument({ type: 'csv', filename: 'q.csv', bytes }, createTokenCounter())
    assert.deepEqual(
      read.chunks.map(({ content, questions }) => [content, questions]),
      pairs.map(({ answer, questions }) => [answer, questions]),
    )
  })

  it('are read back as they were', async () => {
    const countTokens = createTokenCounter()
    const word = fc.stringMatching(/^[a-zé][a-zé0-9";, =*'-]{0,12}[a-zé]$/)
    const answer = fc.array(word, { minLength: 1, maxLength: 4 }).map(lines => lines.join('\n'))
    const some = fc.array(
      fc.record({
        owner: fc.constantFrom('audrey', 'carole', 'shared'),
        answer,
        question: word,
        other: word,
      }),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(some, async rows => {
        const pairs = rows.map(({ owner, answer, question, other }) =>
          listed({ owner, answer, questions: [`${question} une`, `${other} deux`] }),
        )
        const bytes = new TextEncoder().encode(pairsCsv(pairs))
        const { chunks } = await parseDocument({ type: 'csv', filename: 'q.csv', bytes }, countTokens)
        const clean = (text: string) => text.replace(/\s+/g, ' ')
        assert.deepEqual(
          chunks.map(({ content, questions, agent }) => [agent, questions, content]),
          pairs.map(({ owner, questions, answer }) => [owner, questions.map(clean), answer]),
        )
      }),
      { numRuns: 40 },
    )
  })
})
