import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ListedDocument } from '../server/operations/list-documents.ts'
import { documentTable } from './document-lines.ts'

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
    language: 'fr',
    pages: null,
    chunks: 1,
    tokens: 9,
    updatedAt: instant,
    ...given,
  }
}

describe('the table of documents', () => {
  it('cuts a long title at its end and a long path at its beginning, where the file is told', () => {
    const source = `/home/anne/${'dossier/'.repeat(8)}offre.pdf`
    const row = documentTable([listed({ title: 'Très '.repeat(20), source })])[2] ?? ''
    assert.match(row, / Très .*Très… {2}…\S{34}offre\.pdf {2}1 /)
  })

  it('lets nothing of a document move the cursor', () => {
    const rows = documentTable([listed({ title: 'Un\u001b[2Jdeux\r\u202etrois' })])
    assert.match(rows[2] ?? '', / Undeux trois /)
  })
})
