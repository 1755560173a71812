import { createDocumentReader } from '../ingest/document-reader.ts'
import { ingestWeb, type WebIngestRequest, webLimits } from '../ingest/web/ingest-web.ts'
import { parseStart } from '../ingest/web/web-address.ts'
import type { WebScope } from '../ingest/web/web-state.ts'
import type { Database } from '../ports/database.ts'
import { createWebFetcher } from '../providers/web/create-web-fetcher.ts'
import { type Page, startWebSite } from './web-site.ts'

/** Milliseconds. */
const glance = 1 / 1024

/**
 * Ingests from sites on loopback that the fetcher knows as site.test and www.site.test; every other name leads to a private
 * address. Time is a number: pauses pass at once and are kept in `pauses`, in whole milliseconds. Each glance at the clock takes
 * a fraction of one, as performance.now() has them: what only takes integers is found out.
 */
export function openWebIngestion(database: Database) {
  const reader = createDocumentReader()
  return {
    reader,
    async openSite(pages: Record<string, Page> = {}) {
      const site = await startWebSite(pages)
      const host = `site.test:${site.port}`
      const fetcher = createWebFetcher({
        userAgent: 'chatbot-v2/test',
        privateHosts: [host, `www.${host}`],
        resolve: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      })
      const pauses: number[] = []
      let time = 0
      const request = (
        path: string,
        scope: WebScope,
        changes: Partial<WebIngestRequest> & { maxPages?: number } = {},
      ): WebIngestRequest => ({
        database,
        fetcher,
        reader,
        agent: `agent-${site.port}`,
        source: {
          start: parseStart(path.startsWith('http') ? path : `http://${host}${path}`),
          scope,
          max_pages: changes.maxPages ?? webLimits.pages,
          tags: [],
          category: null,
          priority: 0,
        },
        delayMilliseconds: 0,
        now: () => (time += glance),
        wait: async milliseconds => {
          pauses.push(Math.round(milliseconds))
          time += milliseconds
        },
        ...changes,
      })
      return {
        ...site,
        host,
        fetcher,
        pauses,
        agent: `agent-${site.port}`,
        url: (path: string) => `http://${host}${path}`,
        request,
        ingest: (...given: Parameters<typeof request>) => ingestWeb(request(...given)),
        /** As if so much time had gone by. */
        pass(milliseconds: number) {
          time += milliseconds
        },
        async [Symbol.asyncDispose]() {
          fetcher.close()
          await site[Symbol.asyncDispose]()
        },
      }
    },
    close: () => reader.close(),
  }
}
