import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Baseline, compareBaseline } from './compare-baseline.ts'
import { changeTable } from './result-tables.ts'
import { runSuites } from './run-suites.ts'
import { suites } from './suites.ts'

const root = join(import.meta.dirname, '..')

/** Of our own sets, all but times; `npm run eval -- --check` scores the others too. */
const scored = ['routing', 'retrieval', 'answers', 'pairs', 'golden', 'ingestion', 'injection']

test('no figure of our own sets drops beyond noise (evals/baseline.json)', async t => {
  const { results, failures } = await runSuites(
    suites.filter(({ name }) => scored.includes(name)),
    { root, sets: null, own: true, wants: () => true },
    line => t.diagnostic(line),
  )
  assert.deepEqual(failures, [])
  const baseline = Baseline.parse(JSON.parse(readFileSync(join(root, 'evals/baseline.json'), 'utf8')))
  const { changes, unknown, compared } = compareBaseline(results, baseline)
  assert.deepEqual(unknown, [], 'sets without a baseline: npm run eval -- --own --update-baseline')
  assert.ok(compared > 50)
  const drops = changes.filter(({ kind }) => kind !== 'gain')
  assert.deepEqual(drops, [], changeTable(changes))
})
