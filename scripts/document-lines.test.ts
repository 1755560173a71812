import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ListedDocument } from '../server/operations/list-documents.ts'
import { documentDetail, documentTable } from './document-lines.ts'

function listed(given: Partial<ListedDocument>): ListedDocument {
  const instant = '2025-01-31T12:00:00Z'
  return {
    id: '0123456789abcdef',
    owner: 'audrey',
    source: 'docs/a.md',
    filename: 'a.md',
    title: 'Le tunnel',
    fileType: 'markdown',
    url: null,
    contentHash: null,
    tags: [],
    category: null,
    priority: 0,
    validFrom: null,
    validUntil: null,
    counts: true,
    pairs: 0,
    language: 'fr',
    pages: null,
    signature: null,
    chunks: 1,
    tokens: 9,
    goneSince: null,
    updatedAt: instant,
    ...given,
  }
}

describe('the table of documents', () => {
  const title = `Très ${'très '.repeat(20)}long`
  const source = `/home/anne/${'dossier/'.repeat(8)}offre.pdf`

  it('is whole and in columns where no terminal says its width', () => {
    const lines = documentTable([listed({ title, source }), listed({ id: 'f'.repeat(16), chunks: 12 })])
    assert.ok(lines[2]?.includes(`  ${title}  ${source}  1 `), lines[2])
    assert.equal(lines[2]?.indexOf(source), lines[3]?.indexOf('docs/a.md'))
    assert.equal(lines[2]?.indexOf('31/01/2025'), lines[3]?.indexOf('31/01/2025'))
    assert.ok(lines.every(line => !line.includes('…') && !line.includes('\t')))
  })

  it('fits a terminal: a long title loses its end, a long path its beginning', () => {
    for (const width of [100, 120, 200]) {
      const lines = documentTable([listed({ title, source }), listed({})], width)
      assert.ok(
        lines.every(line => [...line].length <= width),
        lines.join('\n'),
      )
      assert.match(lines[2] ?? '', / Très .*… {2}….*offre\.pdf {2}1 /)
      assert.match(lines[3] ?? '', / Le tunnel +docs\/a\.md +1 /)
    }
  })

  it('cuts nothing that fits, and leaves a short column’s room to a long one', () => {
    const long = 'Un titre de quarante-neuf lettres, pas une de plus.'
    assert.match(
      documentTable([listed({ title: long })], 120)[2] ?? '',
      / pas une de plus\. {2}docs\/a\.md {2}/,
    )
  })

  it('says of a page that it is gone from the web, and since when', () => {
    const rows = documentTable([listed({ goneSince: '2025-03-01T12:00:00Z' })])
    assert.match(rows[2] ?? '', /31\/01\/2025 ⚠ disparue le 01\/03\/2025$/)
  })

  it('lets nothing of a document move the cursor', () => {
    const rows = documentTable([listed({ title: 'Un\u001b[2Jdeux\r\u202etrois' })])
    assert.match(rows[2] ?? '', / Undeux trois /)
  })
})

describe('a document with its extracts', () => {
  it('says what ingestion found, then each extract in a border with its place', () => {
    const report = {
      characters: 1234,
      sizes: { least: 9, median: 9, most: 9 },
      noise: 0.12,
      warnings: [{ fr: 'page 7 sans texte', en: 'page 7 without text' }],
      signature: null,
    }
    const chunk = {
      index: 0,
      content: 'Le tunnel\n\nUne offre.',
      section: 'Le tunnel',
      anchor: 'tunnel',
      page: 3,
      position: 0,
      tokenCount: 9,
    }
    const lines = documentDetail({ document: listed({}), report, chunks: [chunk] })
    assert.deepEqual(lines.slice(3), [
      '1 234 caractères · extraits de 9 à 9 tokens, 9 au milieu · bruit 12 %',
      '⚠ page 7 sans texte',
      '',
      '┌─ 1. Le tunnel · #tunnel · page 3 · 9 tokens · position 0',
      '│ Le tunnel',
      '│ ',
      '│ Une offre.',
      '└─',
    ])
    assert.equal(documentDetail({ document: listed({}), report: null, chunks: [] }).length, 4)
  })
})
