import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { evaluateGolden } from './answers.ts'

test('the golden questions are answered from our own documents without a language model', async () => {
  const report = await evaluateGolden(join(import.meta.dirname, '..'))
  assert.ok(report.answered >= 0.95, `answered ${report.answered}`)
  assert.ok(report.goldCited >= 0.93, `right document cited ${report.goldCited}`)
  assert.ok((report.spanQuoted ?? 0) >= 0.9, `right text quoted ${report.spanQuoted}`)
  assert.ok((report.refused ?? 0) >= 0.65, `unanswerable refused ${report.refused}`)
  assert.ok((report.auroc ?? 0) >= 0.95, `AUROC ${report.auroc}`)
  assert.equal(report.verbatim, 1)
  assert.ok(report.words <= 100, `words quoted ${report.words}`)
})
