import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { type TestContext, test } from 'node:test'
import { findSets } from './find-sets.ts'
import { loadRetrievalSet } from './load-retrieval-set.ts'
import { runSuites } from './run-suites.ts'
import { suites } from './suites.ts'

/** A folder with these files, removed when the test ends. */
function folderOf(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'eval-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const lines = (...rows: object[]) => rows.map(row => JSON.stringify(row)).join('\n')
const passages = lines({ id: 'p1', title: 'T', text: 'Un.' }, { id: 'p2', title: 'U', text: 'Deux.' })

test('sets are found by their files, whatever their number and names', t => {
  const folder = folderOf(t, {
    'retrieval/one/passages.jsonl': passages,
    'retrieval/one/questions.jsonl': '',
    'retrieval/one/questions-unanswerable.jsonl': '',
    'retrieval/one/questions-short.jsonl': '',
    'retrieval/two/documents.jsonl': passages,
    'retrieval/two/questions.jsonl': '',
    'retrieval/many/it-passages.jsonl': passages,
    'retrieval/many/it-questions.jsonl': '',
    'retrieval/many/pt-passages.jsonl': passages,
    'retrieval/many/pt-questions.jsonl': '',
    'intents/new/train.jsonl': '',
    'intents/new/test.jsonl': '',
    'safety/attacks.jsonl': '',
    'parsing/manifest.jsonl': '',
    'persona-docs/manifest.jsonl': '',
  })
  const found = findSets(folder)
  const short = (path: string | null) => path && relative(join(folder, 'retrieval'), path)
  assert.deepEqual(
    found.retrieval.map(({ name, questions, unanswerable }) => [name, short(questions), short(unanswerable)]),
    [
      ['many-it', 'many/it-questions.jsonl', null],
      ['many-pt', 'many/pt-questions.jsonl', null],
      ['one', 'one/questions.jsonl', 'one/questions-unanswerable.jsonl'],
      ['one, short', 'one/questions-short.jsonl', null],
      ['two', 'two/questions.jsonl', null],
    ],
  )
  assert.deepEqual(
    found.intents.map(({ name }) => name),
    ['new'],
  )
  assert.deepEqual([found.parsing.length, found.personaDocs.length, found.safety.length], [1, 1, 1])
  assert.match(found.missing.join('\n'), /safety: benign.jsonl is not there/)
})

test('kinds and files that are not there are told, and the rest is found', t => {
  const folder = folderOf(t, {
    'intents/half/train.jsonl': '',
    'retrieval/alone/passages.jsonl': passages,
    'retrieval/lost/questions.jsonl': '',
    'parsing/files/a.txt': 'Un.',
  })
  const { missing, retrieval, intents } = findSets(folder)
  assert.deepEqual([retrieval, intents], [[], []])
  const told = missing.join('\n')
  for (const expected of [
    /safety: not in/,
    /parsing: no manifest.jsonl/,
    /persona-docs: not in/,
    /intents\/half: test.jsonl is not there/,
    /retrieval\/alone: passages.jsonl has no questions.jsonl/,
    /retrieval\/lost: questions.jsonl has no passages.jsonl/,
  ])
    assert.match(told, expected)
})

test('questions are taken apart by what answers them; titles that are the questions are kept back', t => {
  const folder = folderOf(t, {
    'retrieval/one/passages.jsonl': `\uFEFF${passages}\n\n`,
    'retrieval/one/questions.jsonl': lines(
      { id: 'a', question: 'T', gold: ['p1'] },
      { id: 'b', question: 'U', gold: ['p2'] },
      { id: 'c', question: 'Rien ?', gold: [] },
    ),
  })
  const [files] = findSets(folder).retrieval
  assert.ok(files)
  const set = loadRetrievalSet(files)
  assert.deepEqual([set.questions.length, set.unanswerable.length, set.withoutTitles], [2, 1, true])
  assert.equal(set.passages[0]?.title, null)
})

test('a question whose passage is not there, and a broken line, are named; other sets go on', async t => {
  const folder = folderOf(t, {
    'retrieval/bad/passages.jsonl': passages,
    'retrieval/bad/questions.jsonl': lines({ id: 'q7', question: 'Quoi ?', gold: ['p1', 'p9'] }),
    'retrieval/worse/passages.jsonl': passages,
    'retrieval/worse/questions.jsonl': `${lines({ question: 'Quoi ?', gold: ['p1'] })}\n{"question": 3}`,
    'intents/good/train.jsonl': lines({ text: 'bonjour toi', intent: 'a' }, { text: 'le prix', intent: 'b' }),
    'intents/good/test.jsonl': lines({ text: 'quel prix', intent: 'b' }),
  })
  const scored = suites.filter(({ name }) => ['routing', 'retrieval', 'answers'].includes(name))
  const { results, failures } = await runSuites(scored, {
    root: folder,
    sets: findSets(folder),
    own: false,
    wants: () => true,
  })
  assert.deepEqual(
    results.map(({ suite, set }) => `${suite}/${set}`),
    ['routing/good'],
  )
  assert.equal(failures.length, 2)
  assert.match(
    failures[0] ?? '',
    /bad\/questions.jsonl: question "q7" names the passage "p9", which .* does not have/,
  )
  assert.match(failures[1] ?? '', /worse\/questions.jsonl:2: question: /)
})
