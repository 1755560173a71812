import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DocumentOutcome, IngestReport } from '../server/ingest/ingest-report.ts'
import { documentLine, summaryLines } from './ingest-lines.ts'

function outcome(given: Partial<DocumentOutcome>): DocumentOutcome {
  return {
    path: '/docs/a.md',
    outcome: 'unchanged',
    source: 'docs/a.md',
    title: 'Le tunnel',
    chunks: 3,
    pages: null,
    warnings: [],
    language: 'fr',
    similar: [],
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

describe('the files that are left out', () => {
  it('are counted, and named where another program can save them as what is read', () => {
    const ignored = ['.doc', '.exe', '.doc'].map((extension, number) => ({
      path: `/docs/${number}${extension}`,
      extension,
      reason: { fr: '', en: '' },
    }))
    const report = {
      documents: [outcome({})],
      pruned: [],
      notices: [],
      dryRun: false,
      interrupted: false,
      seconds: 1,
    }
    assert.deepEqual(summaryLines({ ...report, ignored }, 'audrey').slice(1, -1), [
      '3 fichiers ignorés (type non pris en charge : .doc 2, .exe 1)',
      '✗ /docs/0.doc · ancien format Office : enregistre le document en .docx',
      '✗ /docs/2.doc · ancien format Office : enregistre le document en .docx',
    ])
  })
})

describe('the line of a document', () => {
  it('says what was not read of it and which documents say the same', () => {
    const like = { owner: 'audrey', source: 'docs/b.md', title: 'Le tunnel, encore', likeness: 0.94 }
    const warnings = [{ fr: 'page 7 sans texte', en: 'page 7 without text' }]
    assert.equal(
      documentLine(outcome({ outcome: 'stored', pages: 9, warnings, similar: [like] })),
      '⚠ 3 extraits, 9 pages · Le tunnel (docs/a.md) · page 7 sans texte ; 94 % du texte de « Le tunnel, encore » (docs/b.md)',
    )
    const report = {
      documents: [
        outcome({ outcome: 'stored', warnings, similar: [like] }),
        outcome({ outcome: 'stored', language: 'en' }),
      ],
    }
    const lines = summaryLines(
      { ignored: [], pruned: [], notices: [], dryRun: false, interrupted: false, seconds: 1, ...report },
      'audrey',
    )
    assert.deepEqual(lines.slice(1, 4), [
      'Langues : en 1, fr 1',
      '1 document à vérifier : une partie n’a pas été lue, ou mal',
      '1 document en double ou presque',
    ])
  })
})
