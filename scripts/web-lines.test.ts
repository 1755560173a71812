import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Refusal } from '../server/ingest/refusal.ts'
import type { WebReport } from '../server/ingest/web/web-report.ts'
import { busyLine, webLines } from './web-lines.ts'

const quiet: WebReport = {
  dryRun: false,
  interrupted: false,
  documents: [],
  pruned: [],
  ignored: [],
  notices: [],
  seconds: 1,
  source: {
    start: 'https://exemple.fr/',
    scope: 'site',
    max_pages: 500,
    tags: [],
    category: null,
    priority: 0,
  },
  visited: 500,
  gone: [],
  skipped: [],
  copies: 0,
  leftOut: { outside: 0, tooDeep: 0, traps: 0 },
  unlisted: { pages: 0, sitemaps: 0, elsewhere: 0 },
  stoppedBy: null,
  pauseSeconds: null,
}

describe('what is told of a crawl beside its documents', () => {
  it('is nothing when there is nothing to say', () => {
    assert.deepEqual(webLines(quiet), [])
  })

  it('is how much more a sitemap lists', () => {
    const [line] = webLines({ ...quiet, unlisted: { pages: 1500, sitemaps: 2, elsewhere: 1 } })
    assert.match(
      line ?? '',
      /1.500 pages du plan de site au-delà du nombre demandé, 2 autres plans de site, 1 plan de site d’un autre site/,
    )
  })

  it('is how long a site asks to be left alone', () => {
    const lineOf = (pauseSeconds: number) => webLines({ ...quiet, stoppedBy: 'busy', pauseSeconds }).join()
    assert.match(lineOf(3600), /^Arrêté : le site demande d’attendre 60 minutes avant la page suivante/)
    assert.match(lineOf(86_400), /attendre 24 heures/)
  })

  it('says who else is at it', () => {
    assert.match(busyLine('https://exemple.fr/'), /^✗ https:\/\/exemple\.fr\/ · déjà en cours de lecture/)
  })

  it('is what is gone, what was not taken, and why it stopped; nothing of a page moves the cursor', () => {
    const refusal = new Refusal('robots', { fr: 'non', en: 'no' })
    const report: WebReport = {
      ...quiet,
      gone: [
        {
          id: '1',
          source: 'https://exemple.fr/a',
          title: 'A\u001b[2J',
          reason: { fr: 'HTTP 410', en: '' },
          since: '2026-11-23T05:00:00.000Z',
          removed: false,
        },
      ],
      skipped: Array.from({ length: 22 }, (_, at) => ({ address: `https://exemple.fr/${at}`, refusal })),
      copies: 1,
      leftOut: { outside: 2, tooDeep: 1, traps: 3 },
      stoppedBy: 'pages',
    }
    const lines = webLines(report)
    assert.equal(
      lines[0],
      '⚠ disparue · A (https://exemple.fr/a) · HTTP 410 · depuis le 2026-11-23, répond encore : --prune la retire',
    )
    assert.equal(lines[1], '· non lue · https://exemple.fr/0 · non')
    assert.deepEqual(lines.slice(21), [
      '· et 2 autres pages non lues',
      'Laissé de côté : 2 liens vers d’autres sites, 1 page à plus de cinq liens du départ, 3 adresses qui se répètent (paramètres, calendriers), 1 copie d’une autre page',
      'Arrêté à 500 pages : il en reste (500 pages demandées).',
    ])
  })
})
