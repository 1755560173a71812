import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseConfig } from './config.ts'
import type { EmbeddedDatabase } from './database/embedded.ts'
import { ingestWeb } from './ingest/web/ingest-web.ts'
import { refreshWebPages } from './refresh-web-pages.ts'
import { createLogger } from './telemetry/logger.ts'
import { openTestDatabase } from './testing/open-test-database.ts'
import { startWebSite } from './testing/web-site.ts'
import { openWebFetcher } from './web-settings.ts'

const models = { embedder: undefined, embeddingPrice: () => null }

describe('a server that reads the web again', () => {
  let database: EmbeddedDatabase
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())

  it('warns in its log of pages that are gone or cannot be read, and counts the rest', async () => {
    await using site = await startWebSite({
      '/': '<h1>Accueil</h1><p>Une page.</p><a href="/a">A</a><a href="/b">B</a>',
      '/a': '<h1>A</h1><p>Une page.</p>',
      '/b': '<h1>B</h1><p>Une page.</p>',
    })
    const home = `http://127.0.0.1:${site.port}`
    const config = parseConfig({ WEB_PRIVATE_HOSTS: `127.0.0.1:${site.port}`, WEB_DELAY_SECONDS: '0' })
    const fetcher = openWebFetcher(config.web, { version: '1', siteUrl: undefined })
    await ingestWeb({
      database,
      fetcher,
      agent: 'audrey',
      source: { start: `${home}/`, scope: 'site', max_pages: 9, tags: [], category: null, priority: 0 },
      delayMilliseconds: 0,
      now: () => performance.now(),
      wait: async () => {},
    })
    fetcher.close()
    delete site.pages['/a']
    site.pages['/b'] = { status: 500 }

    const entries: Record<string, unknown>[] = []
    const told = Promise.withResolvers<void>()
    const write = (line: string) => {
      entries.push(JSON.parse(line))
      if (line.includes('was read again')) told.resolve()
    }
    const logger = createLogger({ level: 'info', pretty: false, destination: { write } })
    const stop = new AbortController()
    refreshWebPages(config, {
      database,
      models,
      logger,
      version: '1',
      random: () => 0,
      signal: stop.signal,
    })
    await told.promise
    stop.abort()
    const [gone, failed, sum] = entries
    assert.deepEqual(
      [gone?.level, gone?.url, gone?.reason],
      ['WARNING', `${home}/a`, 'la page n’existe plus (HTTP 404)'],
    )
    assert.deepEqual([failed?.level, failed?.url], ['WARNING', `${home}/b`])
    const { level, start, visited, stored, replaced, unchanged } = sum ?? {}
    assert.deepEqual(
      [level, start, visited, stored, replaced, unchanged, sum?.gone],
      ['INFO', `${home}/`, 3, 0, 0, 1, 1],
    )
    assert.equal(sum?.stoppedBy, null, 'it says whether it got through')
    assert.equal(entries.length, 3)
  })

  it('asks nothing where it is told to read nothing again', () => {
    const never = new Proxy({} as EmbeddedDatabase, {
      get: () => assert.fail('the database is not asked'),
    })
    const logger = createLogger({ level: 'info', pretty: false, destination: { write: () => assert.fail() } })
    const { signal } = new AbortController()
    refreshWebPages(parseConfig({ WEB_REFRESH_HOURS: '0' }), {
      database: never,
      models,
      logger,
      version: '1',
      signal,
    })
  })
})
