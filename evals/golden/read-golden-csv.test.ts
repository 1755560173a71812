import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GoldenCsvError, readGoldenCsv } from './read-golden-csv.ts'

const read = (text: string) => readGoldenCsv(Buffer.from(text))

test('French columns with semicolons, as Excel saves them, and English ones with commas, say the same', () => {
  const french = readGoldenCsv(
    Buffer.from(
      '\uFEFFQuestion;Spécialiste;Document;Réponse\r\n"Combien ; en tout ?";Audrey;tarifs.pdf;dix euros | 10 €\r\n',
    ),
  )
  const english = read(
    'question,agent,document,answer\n"Combien ; en tout ?",Audrey,tarifs.pdf,dix euros | 10 €\n',
  )
  assert.deepEqual(french, english)
  assert.deepEqual(french, [
    {
      line: 2,
      question: 'Combien ; en tout ?',
      agent: 'audrey',
      document: 'tarifs.pdf',
      answers: ['dix euros', '10 €'],
      answerable: true,
    },
  ])
})

test('Windows’ own letters are read', () => {
  const [row] = readGoldenCsv(Buffer.from('question;réponse\nOù ?;à côté', 'latin1'))
  assert.deepEqual([row?.question, row?.answers], ['Où ?', ['à côté']])
})

test('what is named says what is asked: nothing is a refusal, a specialist alone only who answers', () => {
  const rows = read(
    'question;agent;document;réponse;répondable\nA;;;;\nB;carole;;;\nC;tous;x.md;;\nD;personne;;;\nE;audrey;x.md;;non\n',
  )
  assert.deepEqual(
    rows.map(({ question, agent, document, answerable }) => [question, agent, document, answerable]),
    [
      ['A', null, null, false],
      ['B', 'carole', null, true],
      ['C', null, 'x.md', true],
      ['D', null, null, false],
      ['E', 'audrey', null, false],
    ],
  )
})

test('only the question is needed, empty lines do not count, and lines are the table’s', () => {
  assert.deepEqual(
    read('question\nUn ?\n\nDeux ?\n').map(({ line }) => line),
    [2, 4],
  )
})

test('each thing that is wrong is told in French', () => {
  const problems = (text: string) => {
    try {
      read(text)
    } catch (error) {
      return error instanceof GoldenCsvError ? error.problems : []
    }
    return []
  }
  assert.match(
    problems('agent;document\na;b')[0] ?? '',
    /Il manque une colonne « question » \(trouvé : agent, document\)/,
  )
  assert.deepEqual(problems('question;agent\n;audrey\nQuoi ?;\n;x'), [
    'Ligne 2 : la question est vide.',
    'Ligne 4 : la question est vide.',
  ])
  assert.deepEqual(problems('question\n'), ['Le tableau n’a aucune question.'])
  assert.equal(problems(`question\n${'a'.repeat(2000)}`).length, 0)
  assert.equal(problems(`question\n${'a'.repeat(2001)}`).length, 1)
})
