import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf } from './ingestion.ts'

type ReadFile = Parameters<typeof figuresOf>[0][number]

const read = (expect: string, mustContain: string[], verdict: ReadFile['verdict']): ReadFile => ({
  file: { path: '/x', expect, mustContain, reference: '' },
  outcome: { kind: 'read', text: '', warnings: [], seconds: 1, megabytes: 1 },
  verdict,
})

test('a folder’s figures, by hand', () => {
  const figures = figuresOf([
    read('text', ['a', 'b', 'c'], { asExpected: false, found: 2, wordError: 0.2 }),
    read('ocr', ['d'], { asExpected: true, found: 1, wordError: 0.1 }),
    read('reject-corrupt', [], { asExpected: true, found: 0, wordError: null }),
    read('empty', [], { asExpected: false, found: 0, wordError: null }),
  ])
  const of = Object.fromEntries(figures.map(({ name, value }) => [name, value]))
  assert.equal(of['as expected'], 2 / 4)
  assert.equal(of['hostile or broken: as expected'], 1 / 2)
  assert.equal(of['known strings found'], 3 / 4)
  assert.ok(Math.abs((of['word error'] ?? 0) - 0.15) < 1e-12)
})

test('what there is nothing of has no value', () => {
  assert.deepEqual(
    figuresOf([]).map(({ value }) => value),
    [null, null, null, null],
  )
})
