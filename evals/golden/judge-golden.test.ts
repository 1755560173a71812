import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AskedProduct } from './ask-product.ts'
import type { GoldenCase } from './golden-case.ts'
import { goldenLines } from './golden-lines.ts'
import { isDocument, judgeGolden, passes } from './judge-golden.ts'

const wanted: GoldenCase = {
  question: 'Combien ?',
  agent: 'audrey',
  document: 'tarifs.md',
  answers: ['dix euros'],
  answerable: true,
}
const found = (...names: string[]) =>
  names.map(filename => ({ owner: 'audrey', filename, title: filename.toUpperCase(), url: null }))
const source = (document: string, quote: string) => ({ document, title: `Le document ${document}`, quote })
const asked = (
  changed: Partial<AskedProduct> & { sources?: AskedProduct['reply']['sources']; agent?: string },
) => ({
  kind: 'agent' as const,
  found: found('tarifs.md'),
  steps: {},
  milliseconds: 1,
  ...changed,
  reply: {
    message: '',
    agent: changed.agent ?? 'audrey',
    confidence: 0.91,
    reasoning: 'Ta question est pour Audrey',
    sources: changed.sources ?? [source('tarifs.md', 'Cela coûte **dix euros** par mois.')],
  },
})

test('the right specialist, document and text pass', () => {
  const verdict = judgeGolden(wanted, asked({}))
  assert.deepEqual(verdict, { agent: true, found: true, cited: true, quoted: true, refused: null, place: 1 })
  assert.equal(passes(verdict), true)
})

test('another specialist, document or text each fail alone', () => {
  assert.equal(judgeGolden(wanted, asked({ agent: 'carole' })).agent, false)
  const other = judgeGolden(wanted, asked({ sources: [source('autre.md', 'dix euros')] }))
  assert.deepEqual([other.cited, other.quoted], [false, false])
  const beside = judgeGolden(wanted, asked({ sources: [source('tarifs.md', 'La remise est de 5 %.')] }))
  assert.deepEqual([beside.cited, beside.quoted], [true, false])
})

test('a document counts as found among the first five documents, each once', () => {
  const fifth = asked({ found: found('a', 'a', 'b', 'c', 'd', 'tarifs.md') })
  assert.deepEqual([judgeGolden(wanted, fifth).found, judgeGolden(wanted, fifth).place], [true, 5])
  const sixth = asked({ found: found('a', 'b', 'c', 'd', 'e', 'tarifs.md') })
  assert.deepEqual([judgeGolden(wanted, sixth).found, judgeGolden(wanted, sixth).place], [false, 6])
})

test('a question without an answer passes when nothing is cited', () => {
  const refused: GoldenCase = { ...wanted, document: null, answers: [], answerable: false }
  assert.equal(passes(judgeGolden(refused, asked({ sources: [] }))), true)
  assert.equal(passes(judgeGolden(refused, asked({}))), false)
})

test('a document is meant by its file, its owner and file, its title or its address', () => {
  const document = {
    path: 'audrey/tarifs.md',
    filename: 'tarifs.md',
    title: 'Nos Tarifs',
    url: 'https://a.fr/t',
  }
  for (const name of [
    'tarifs.md',
    'Tarifs',
    'audrey/tarifs.md',
    'nos tarifs',
    'https://a.fr/t',
    'knowledge/audrey/tarifs.md',
  ])
    assert.equal(isDocument(name, document), true, name)
  for (const name of ['carole/tarifs.md', 'tarif', 'md', 'autres-tarifs.md'])
    assert.equal(isDocument(name, document), false, name)
})

test('the table says in French what failed, and why', () => {
  const persona = { id: 'audrey', name: 'Audrey' } as never
  const outcome = (turn: AskedProduct, documentStored: boolean | null, line: number) => ({
    wanted: { ...wanted, line },
    asked: turn,
    verdict: judgeGolden(wanted, turn),
    documentStored,
  })
  const lines = goldenLines(
    [
      outcome(asked({}), true, 2),
      outcome(asked({ found: [], sources: [] }), true, 3),
      outcome(asked({ found: [], sources: [] }), false, 4),
      outcome(asked({ kind: 'clarify', agent: 'escalate', sources: [] }), true, 5),
      outcome(asked({ sources: [source('tarifs.md', 'Une | remise.')] }), true, 6),
    ],
    [persona],
  )
  assert.equal(lines[0], '1 question sur 5 réussie.')
  assert.match(lines.join('\n'), /La bonne spécialiste répond \| 4 \| 5/)
  const of = (line: number) => lines.find(text => text.startsWith(`| ${line} |`)) ?? ''
  assert.equal(of(2), '')
  assert.match(
    of(3),
    /n’a rien trouvé à citer \| Le bon document n’est pas parmi ceux que la recherche trouve/,
  )
  assert.match(of(4), /Aucun document ne s’appelle « tarifs.md » dans ta base/)
  assert.match(of(5), /demande à qui s’adresser \(91 %\).*1re place, mais aucune spécialiste ne répond/)
  assert.match(of(6), /Le bon document est cité, mais un autre passage : « Une \\\| remise. »/)
})
