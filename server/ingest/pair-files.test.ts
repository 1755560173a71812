import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { buildXlsx } from '../testing/build-office.ts'
import { createTokenCounter } from './count-tokens.ts'
import type { FileType } from './file-type.ts'
import { pairLimits } from './pair-chunks.ts'
import { parseDocument } from './parse-document.ts'

const countTokens = createTokenCounter()
async function read(type: FileType, content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return parseDocument({ type, filename: `questions.${type}`, bytes }, countTokens)
}
const pairsOf = async (type: FileType, content: string | Uint8Array) =>
  (await read(type, content)).chunks.map(({ content: answer, questions, agent }) => [
    answer,
    questions,
    agent,
  ])

describe('a table of questions with their answers', () => {
  it('gives a pair a row: ways to ask in columns, in lines and between bars, the answer as it is written', async () => {
    const csv = [
      'Question;Variante 1;Autre formulation;Agent;Réponse',
      'Quel prix ?;"C’est combien ?\nVos tarifs ?";Le coût | quel prix ?;Audrey;"**30 €** par mois.\n\n- sans engagement\n- [détails](https://exemple.fr)"',
      'Quel délai ?;;;;Trois jours.',
    ].join('\n')
    assert.deepEqual(await pairsOf('csv', csv), [
      [
        '**30 €** par mois.\n\n- sans engagement\n- [détails](https://exemple.fr)',
        ['Quel prix ?', 'C’est combien ?', 'Vos tarifs ?', 'Le coût'].with(0, 'quel prix ?'),
        'Audrey',
      ],
      ['Trois jours.', ['Quel délai ?'], undefined],
    ])
  })

  it('says where an answer stands in the text, under its question', async () => {
    const { text, chunks, language } = await read(
      'csv',
      'question,answer\nHow much does it cost?,It costs thirty euros a month for everybody.\nWhen does it start?,It starts as soon as you have paid for it.',
    )
    for (const { content, position, section } of chunks) {
      assert.equal(text.slice(position, position + content.length), content)
      assert.ok(text.slice(0, position).endsWith(`${section}\n`))
    }
    assert.equal(language, 'en')
  })

  it('leaves out a row without question or answer, or too long, and says which', async () => {
    const { chunks, report } = await read(
      'csv',
      `question;réponse\nA ?;a\n;b\nC ?;\n${'d'.repeat(pairLimits.question + 1)};d\nE ?;${'e'.repeat(pairLimits.answer)}\nF ?;${'f'.repeat(pairLimits.answer + 1)}`,
    )
    assert.deepEqual(
      chunks.map(({ section }) => section),
      ['A ?', 'E ?'],
    )
    assert.deepEqual(
      report.warnings.slice(0, 2).map(({ fr }) => fr),
      [
        'lignes 3, 4 : pas de question ou pas de réponse, passé',
        'lignes 5, 7 : trop long, passé (500 caractères par question, 8000 par réponse)',
      ],
    )
  })

  it('is no table of pairs without both columns', async () => {
    for (const csv of ['question;note\nA ?;12', 'offre;réponse\nA;12', 'nom;prix\nA;12']) {
      const { chunks } = await read('csv', csv)
      assert.ok(
        chunks.every(({ questions }) => questions === undefined),
        csv,
      )
    }
  })

  it('may be a sheet of a workbook, beside others', async () => {
    const bytes = await buildXlsx([
      {
        name: 'FAQ',
        rows: [
          ['Question', 'Réponse'],
          ['Quel prix ?', '30 €'],
          ['Où ?', 'À Nantes.'],
        ],
      },
      {
        name: 'Offres',
        rows: [
          ['Offre', 'Prix'],
          ['Essentiel', '29 €'],
          ['Complet', '90 €'],
        ],
      },
    ])
    const { chunks } = await read('xlsx', bytes)
    assert.deepEqual(chunks.map(({ content, questions }) => [content, questions]).slice(-2), [
      ['30 €', ['Quel prix ?']],
      ['À Nantes.', ['Où ?']],
    ])
    assert.ok(chunks.some(({ content, questions }) => !questions && content.includes('Essentiel')))
  })

  it('keeps every answer that is not empty, word for word but for spaces at its ends', async () => {
    const cell = fc.stringMatching(/^[a-zé0-9*"; ,\n-]{0,20}$/)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async rows => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const all: [string, string][] = [['Un ?', 'un'], ...rows]
        const csv = ['question;réponse', ...all.map(row => row.map(quote).join(';'))].join('\n')
        const clean = (text: string) =>
          text
            .replace(/[^\S\n]+$/gm, '')
            .replace(/\n{3,}/g, '\n\n')
            .trim()
        const expected = all.filter(([asked, answer]) => asked.trim() !== '' && clean(answer) !== '')
        assert.deepEqual(
          (await read('csv', `sep=;\n${csv}`)).chunks.map(({ content }) => content),
          expected.map(([, answer]) => clean(answer)),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('a Markdown file of type questions', () => {
  it('gives a pair a heading; headings in a row ask for the same; the answer keeps its Markdown', async () => {
    const markdown = `---
type: questions
title: Nos tarifs
valable_jusqu_au: 31/12/2026
priorité: 3
---
# Ce titre n’est pas une question

## Combien coûte l’offre ?
### C’est combien ?

**30 €** par mois :

- sans engagement

\`\`\`
## pas une question
\`\`\`

## Vide

## Quel délai ?
Trois jours.
`
    const { chunks, title, validUntil, priority } = await read('markdown', markdown)
    assert.deepEqual([title, validUntil, priority], ['Nos tarifs', '2026-12-31', 3])
    assert.deepEqual(
      chunks.map(({ content, questions }) => [content, questions]),
      [
        [
          '**30 €** par mois :\n\n- sans engagement\n\n```\n## pas une question\n```',
          ['Combien coûte l’offre ?', 'C’est combien ?'],
        ],
        ['Trois jours.', ['Vide', 'Quel délai ?']],
      ],
    )
  })
})

describe('the front matter of a document', () => {
  it('says on which days it answers; what is no day is told of and limits nothing', async () => {
    const front = (lines: string) => read('markdown', `---\n${lines}\n---\n# Soldes\n\nMoins dix pour cent.`)
    const { validFrom, validUntil } = await front('valid_from: 2026-06-01\nvalid_until: 30/06/2026')
    assert.deepEqual([validFrom, validUntil], ['2026-06-01', '2026-06-30'])
    const wrong = await front('valid_until: 2026-02-30')
    assert.equal(wrong.validUntil, null)
    assert.match(wrong.report.warnings[0]?.fr ?? '', /date incomprise : « 2026-02-30 »/)
  })
})
