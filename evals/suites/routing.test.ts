import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RoutingDecision } from '../../server/agents/routing-decision.ts'
import { loadLabelledSet, measureRouted } from './routing.ts'

const decided = (agent: string, confidence: number): RoutingDecision =>
  agent === 'escalate'
    ? { kind: 'out_of_scope', agent, confidence, reasoning: '', candidates: ['a'] }
    : { kind: 'agent', agent, confidence, reasoning: '', candidates: [agent] }
const routed = (label: string, agent: string, confidence: number) => ({
  label,
  outside: label === 'oos',
  decision: decided(agent, confidence),
  inScope: agent === 'escalate' ? 1 - confidence : confidence,
})

test('a set’s figures, by hand', () => {
  const measures = measureRouted([
    routed('a', 'a', 0.9),
    routed('a', 'escalate', 0.8),
    routed('b', 'a', 0.75),
    routed('b', 'b', 0.95),
    routed('oos', 'escalate', 0.9),
    routed('oos', 'b', 0.85),
  ])
  assert.deepEqual([measures.insides, measures.outsides], [4, 2])
  // The leading ones of the four: a, a, a, b.
  assert.equal(measures.accuracy, 3 / 4)
  // a: 2 hits, 2 + 3 → 4/5; b: 1 hit, 2 + 1 → 2/3.
  assert.ok(Math.abs((measures.macroF1 ?? 0) - (4 / 5 + 2 / 3) / 2) < 1e-12)
  assert.equal(measures.answered, 3 / 4)
  // Four answered: two of the inside rightly.
  assert.equal(measures.answeredRight, 2 / 4)
  assert.equal(measures.outsideRecall, 1 / 2)
  // Inside .9 .2 .75 .95 against outside .1 .85: pairs above 4 + 2 of 8.
  assert.equal(measures.auroc, 6 / 8)
  // Keeping 95 % of four keeps all four, down to .2: .85 is let in, .1 is not; by confidence likewise, down to .02.
  assert.deepEqual([measures.letIn, measures.letInByConfidence], [1 / 2, 1 / 2])
})

test('without messages that are nobody’s, what is about them has no value', () => {
  const { outsideRecall, auroc, letIn } = measureRouted([routed('a', 'a', 0.9)])
  assert.deepEqual([outsideRecall, auroc, letIn], [null, null, null])
})

test('labels of nobody’s business are known by name, or by not being there to learn', t => {
  const folder = mkdtempSync(join(tmpdir(), 'eval-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const write = (name: string, rows: [string, string][]) => {
    const lines = rows.map(([text, intent]) => JSON.stringify({ text, intent }))
    writeFileSync(join(folder, name), lines.join('\n'))
    return join(folder, name)
  }
  const set = loadLabelledSet({
    train: write('train.jsonl', [
      ['un', 'a'],
      ['deux', 'greeting'],
      ['trois', 'oos'],
    ]),
    test: write('test.jsonl', [
      ['un', 'a'],
      ['quatre', 'oos'],
      ['cinq', 'sport'],
    ]),
  })
  assert.deepEqual([set.outside, set.courtesies, set.train.length], ['oos', ['greeting'], 2])
  assert.deepEqual(
    set.test.map(({ label }) => label),
    ['a', 'oos', 'oos'],
  )
})
