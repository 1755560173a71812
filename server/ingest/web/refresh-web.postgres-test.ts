import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openDatabase } from '../../database/open-database.ts'
import { searchKnowledge } from '../../operations/search-knowledge.ts'
import type { Database } from '../../ports/database.ts'
import { createPostgresDatabase } from '../../testing/create-postgres-database.ts'
import { openWebIngestion } from '../../testing/open-web-ingestion.ts'
import type { DocumentReader } from '../document-reader.ts'
import { refreshWeb } from './refresh-web.ts'

const paragraph = (word: string) =>
  `<h2>Partie</h2><p>${`La ${word} est dite ici en une phrase. `.repeat(30)}</p>`

describe('reading the web again on a Postgres', () => {
  it('is done by one of two servers, and nobody who searches meanwhile sees half a page', async () => {
    await using created = await createPostgresDatabase()
    const servers = await Promise.all(
      [1, 2].map(() => openDatabase({ driver: 'postgres', url: created.url, poolSize: 4 })),
    )
    const [one, other] = servers.map(({ database }) => database)
    assert.ok(one && other)
    const ingestions = [openWebIngestion(one), openWebIngestion(other)]
    const [mine, theirs] = ingestions
    assert.ok(mine && theirs)
    let word = 'livraison'
    await using site = await mine.openSite({ '/': '' })
    site.pages['/'] = (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<html lang="fr"><h1>Offre</h1>${paragraph(word).repeat(20)}</html>`)
    await site.ingest('/', 'page')

    const seen = new Set<number>()
    let over = false
    const search = async () => {
      while (!over) {
        const passages = await searchKnowledge(other, { query: 'phrase', agents: [site.agent], limit: 200 })
        const words = new Set(passages.flatMap(({ content }) => content.match(/livraison|garantie/g) ?? []))
        assert.equal(words.size, 1, `one version at a time, and never none: ${[...words]}`)
        seen.add(passages.length)
      }
    }
    const searching = search()
    const reports: string[] = []
    for (const next of ['garantie', 'livraison', 'garantie']) {
      word = next
      const refresh = (database: Database, reader: DocumentReader) =>
        refreshWeb({
          ...site.request('/', 'page', { database, reader }),
          everySeconds: 3600,
          onReport: ({ documents }) => reports.push(...documents.map(({ outcome }) => outcome)),
        })
      const counts: number[] = await Promise.all([refresh(one, mine.reader), refresh(other, theirs.reader)])
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        1,
      )
      await created.pool.query(`update jobs set last_finished_at = last_finished_at - interval '1 day'`)
    }
    over = true
    await searching
    assert.deepEqual(reports, ['replaced', 'replaced', 'replaced'])
    assert.equal(seen.size, 1)
    await Promise.all([
      ...ingestions.map(({ close }) => close()),
      ...servers.map(({ database }) => database.close()),
    ])
  })
})
