import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DocumentOutcome, IngestReport } from '../server/ingest/ingest-report.ts'
import { summaryLines } from './ingest-lines.ts'

function outcome(given: Partial<DocumentOutcome>): DocumentOutcome {
  return {
    path: '/docs/a.md',
    outcome: 'unchanged',
    source: 'docs/a.md',
    title: 'Le tunnel',
    chunks: 3,
    pages: null,
    warnings: [],
    refusal: null,
    ...given,
  }
}

const lastLine = (documents: DocumentOutcome[], given: Partial<IngestReport> = {}) => {
  const report: IngestReport = {
    documents,
    ignored: [],
    pruned: [],
    notices: [],
    dryRun: false,
    interrupted: false,
    seconds: 0.14,
    ...given,
  }
  return summaryLines(report, 'audrey').at(-1)
}

describe('the last line of a load', () => {
  it('says plainly that nothing changed', () => {
    assert.equal(lastLine([outcome({}), outcome({})]), '2 documents inchangés pour audrey · 0,1 s')
    assert.equal(lastLine([outcome({})]), '1 document inchangé pour audrey · 0,1 s')
  })

  it('counts what was written, and no extract when none was', () => {
    assert.equal(
      lastLine([outcome({}), outcome({ outcome: 'stored' })]),
      '2 documents pour audrey : 1 nouveau, 0 remplacé, 1 inchangé · 3 extraits en 0,1 s',
    )
    assert.equal(
      lastLine([outcome({}), outcome({ outcome: 'failed' })]),
      '2 documents pour audrey : 0 nouveau, 0 remplacé, 1 inchangé, 1 échec · 0,1 s',
    )
    const pruned = [{ id: 'b', title: 'Ancien', source: 'docs/b.md' }]
    assert.equal(
      lastLine([outcome({})], { pruned }),
      '1 document pour audrey : 0 nouveau, 0 remplacé, 1 inchangé, 1 retiré · 0,1 s',
    )
  })
})
