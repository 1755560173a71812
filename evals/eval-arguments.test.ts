import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { EvalUsageError, parseEvalArguments } from './eval-arguments.ts'
import { suites } from './suites.ts'

const root = import.meta.dirname
const parse = (...args: string[]) =>
  parseEvalArguments(args, { suites, environment: {}, root, folder: tmpdir() })
const names = (...args: string[]) => parse(...args).suites.map(({ name }) => name)

test('without a name everything is scored, but for what costs money', () => {
  assert.deepEqual(
    names(),
    suites.filter(({ name }) => name !== 'judged').map(({ name }) => name),
  )
  assert.deepEqual(names('judged'), ['judged'])
})

test('names are of suites, or parts of sets’', () => {
  assert.deepEqual(
    [names('routing', 'fr-piaf'), parse('routing', 'fr-piaf').sets],
    [['routing'], ['fr-piaf']],
  )
  assert.deepEqual(names('parsing'), ['ingestion'])
})

test('golden with a table is the operator’s, without one ours', () => {
  assert.equal(parse('golden', 'mes questions.CSV').golden, 'mes questions.CSV')
  assert.deepEqual([parse('golden').golden, names('golden')], [null, ['golden']])
})

test('the folder of data is the one named, and must be there', () => {
  assert.equal(parse('--data', '.').data, tmpdir())
  assert.throws(() => parse('--data', 'nowhere-at-all'), EvalUsageError)
  assert.equal(parse('--own').data, null)
  assert.equal(
    parseEvalArguments([], { suites, environment: { EVAL_DATA: root }, root, folder: '/' }).data,
    root,
  )
  assert.equal(parse('--json', 'out.json').json, join(tmpdir(), 'out.json'))
  assert.throws(() => parse('--nonsense'), EvalUsageError)
})
