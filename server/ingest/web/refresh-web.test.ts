import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deleteDocument } from '../../operations/delete-document.ts'
import { listDocuments } from '../../operations/list-documents.ts'
import { searchKnowledge } from '../../operations/search-knowledge.ts'
import { openWebTests, type TestSite } from '../../testing/open-web-tests.ts'
import type { Page } from '../../testing/web-site.ts'
import type { WebIngestRequest } from './ingest-web.ts'
import { keepWebFresh } from './keep-web-fresh.ts'
import { refreshWeb } from './refresh-web.ts'
import { listWebOrigins } from './web-job.ts'
import type { WebReport } from './web-report.ts'

const { database, openSite, reader } = await openWebTests()

const page = (title: string, ...links: string[]) =>
  `<html lang="fr"><h1>${title}</h1><p>Un texte sur ${title}, assez long pour en être un.</p>${links.map(link => `<a href="${link}">${link}</a>`).join(' ')}</html>`

/** A page that answers 304 to who has its version. */
function versioned(body: () => string, version: () => string, kind: 'etag' | 'last-modified' = 'etag'): Page {
  return (request, response) => {
    const asked = request.headers[kind === 'etag' ? 'if-none-match' : 'if-modified-since']
    if (asked === version()) response.writeHead(304).end()
    else
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', [kind]: version() }).end(body())
  }
}

describe('reading the web again', () => {
  /** What this site's addresses brought, as if they were due. */
  async function refresh(site: TestSite, changes: Partial<WebIngestRequest> = {}): Promise<WebReport[]> {
    const reports: WebReport[] = []
    site.requests.length = 0
    await refreshWeb({
      ...site.request('/', 'page', changes),
      everySeconds: 0,
      only: ({ owner }) => owner === site.agent,
      onReport: report => reports.push(report),
    })
    return reports
  }
  const outcomesOf = (reports: WebReport[]) =>
    reports.flatMap(({ documents }) =>
      documents.map(({ source, outcome }) => [new URL(source).pathname, outcome]),
    )
  const listed = (site: TestSite) => listDocuments(database, { owner: site.agent })

  it('asks with a condition, and what has not changed costs neither a reading nor a write', async () => {
    let text = 'Accueil'
    const modified = 'Mon, 23 Nov 2026 05:00:00 GMT'
    await using site = await openSite({
      '/': versioned(
        () => page(text, '/a', '/b'),
        () => `"${text}"`,
      ),
      '/a': versioned(
        () => page('A'),
        () => modified,
        'last-modified',
      ),
      '/b': page('B'),
    })
    await site.ingest('/', 'site')
    const before = await listed(site)
    let writes = 0
    const counting = {
      ...database,
      call: (name: string, args: Parameters<typeof database.call>[1]) => {
        if (['put_document', 'save_web_states', 'delete_document'].includes(name)) writes++
        return database.call(name, args)
      },
    }
    const unread = { ...reader, read: () => Promise.reject(new Error('nothing is to be read')) }
    const [report] = await refresh(site, { database: counting, reader: unread })
    assert.deepEqual(outcomesOf(report ? [report] : []), [
      ['/', 'unchanged'],
      ['/a', 'unchanged'],
      ['/b', 'unchanged'],
    ])
    assert.equal(writes, 0)
    assert.deepEqual(await listed(site), before)
    assert.equal(site.requests.find(({ path }) => path === '/')?.headers['if-none-match'], '"Accueil"')
    assert.equal(site.requests.find(({ path }) => path === '/a')?.headers['if-modified-since'], modified)
    text = 'Bienvenue'
    const [changed] = await refresh(site)
    assert.deepEqual(outcomesOf(changed ? [changed] : []), [
      ['/', 'replaced'],
      ['/a', 'unchanged'],
      ['/b', 'unchanged'],
    ])
    const [found] = await searchKnowledge(database, { query: 'bienvenue', agents: [site.agent], limit: 1 })
    assert.equal(found?.title, 'Bienvenue')
    assert.equal((await listed(site)).length, 3)
  })

  it('takes a page whose bytes change and whose words do not for the same', async () => {
    let visits = 0
    await using site = await openSite({
      '/': (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html', etag: `"${++visits}"` })
          .end(`<!-- ${visits} -->${page('Accueil')}`),
    })
    await site.ingest('/', 'page')
    const before = await listed(site)
    assert.deepEqual(outcomesOf(await refresh(site)), [['/', 'unchanged']])
    assert.deepEqual(await listed(site), before)
    await refresh(site)
    assert.equal(site.requests.at(-1)?.headers['if-none-match'], '"2"', 'what it was last known by')
  })

  it('finds new pages by the links of those that changed, and of those that did not', async () => {
    let menu = ['/a']
    await using site = await openSite({
      '/': versioned(
        () => page('Accueil', '/liste'),
        () => '"1"',
      ),
      '/liste': { type: 'text/html', headers: { 'x-robots-tag': 'noindex' }, body: '' },
      '/a': page('A'),
      '/b': page('B'),
    })
    site.pages['/liste'] = (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'text/html', 'x-robots-tag': 'noindex' })
        .end(page('Liste', ...menu))
    await site.ingest('/', 'site')
    menu = ['/a', '/b']
    assert.deepEqual(outcomesOf(await refresh(site)), [
      ['/', 'unchanged'],
      ['/a', 'unchanged'],
      ['/b', 'stored'],
    ])
  })

  it('tells what is gone, keeps it until it is told otherwise, and takes it back when it is there again', async () => {
    await using site = await openSite({
      '/': page('Accueil', '/a', '/b', '/c', '/d'),
      '/a': page('A'),
      '/b': page('B'),
      '/c': page('C'),
      '/d': page('D'),
    })
    await site.ingest('/', 'site')
    site.pages['/a'] = { status: 410 }
    site.pages['/b'] = { status: 301, headers: { location: '/bb' } }
    site.pages['/bb'] = page('BB')
    site.pages['/c'] = { headers: { 'x-robots-tag': 'noindex' }, body: page('C') }
    delete site.pages['/d']
    const goneOf = (reports: WebReport[]) =>
      reports.flatMap(({ gone }) => gone.map(({ source, reason }) => [new URL(source).pathname, reason.fr]))
    const gone = [
      ['/a', 'la page n’existe plus (HTTP 410)'],
      ['/b', `déplacée vers ${site.url('/bb')}`],
      ['/c', 'la page demande à ne pas être indexée (noindex)'],
      ['/d', 'la page n’existe plus (HTTP 404)'],
    ]
    assert.deepEqual(goneOf(await refresh(site)), gone)
    const since = (await listed(site)).map(({ source, goneSince }) => [
      new URL(source ?? '').pathname,
      goneSince !== null,
    ])
    assert.deepEqual(since, [
      ['/', false],
      ['/a', true],
      ['/b', true],
      ['/bb', false],
      ['/c', true],
      ['/d', true],
    ])
    const answers = await searchKnowledge(database, { query: 'texte sur A', agents: [site.agent], limit: 20 })
    assert.ok(
      answers.some(({ url }) => url?.endsWith('/a')),
      'it still answers',
    )

    const first = (await listed(site)).find(({ source }) => source?.endsWith('/a'))?.goneSince
    site.pages['/d'] = page('D')
    const again = await refresh(site)
    assert.deepEqual(goneOf(again), gone.slice(0, 3))
    assert.equal(again[0]?.gone[0]?.since, first, 'the first time counts')
    assert.equal((await listed(site)).find(({ source }) => source?.endsWith('/d'))?.goneSince, null)

    delete site.pages['/d']
    const later = await refresh(site, { gone: 'remove-later' })
    assert.deepEqual(
      later[0]?.pruned.map(({ source }) => new URL(source).pathname),
      ['/a', '/b', '/c'],
    )
    assert.deepEqual(goneOf(later), gone.slice(3), 'gone for the first time is not gone for good')
    await refresh(site, { gone: 'remove' })
    assert.deepEqual(
      (await listed(site)).map(({ source }) => new URL(source ?? '').pathname),
      ['/', '/bb'],
    )
  })

  it('keeps what cannot be had for now, and says so', async () => {
    await using site = await openSite({
      '/': page('Accueil', '/a', '/b', '/c'),
      '/a': page('A'),
      '/b': page('B'),
      '/c': page('C'),
    })
    await site.ingest('/', 'site')
    site.pages['/a'] = { status: 500 }
    site.pages['/b'] = (_request, response) => void response.socket?.destroy()
    site.pages['/c'] = { body: 'x'.repeat(6 * 1024 * 1024) }
    const [report] = await refresh(site, { gone: 'remove' })
    assert.deepEqual(
      report?.documents.flatMap(({ refusal }) => refusal?.message ?? []),
      [
        'le site répond HTTP 500 ; l’ancienne version reste',
        'le site ne répond pas ; l’ancienne version reste',
        'page trop grosse (5 Mo au plus) ; l’ancienne version reste',
      ],
    )
    assert.equal((await listed(site)).length, 4)
    site.pages['/robots.txt'] = { status: 500 }
    const [closed] = await refresh(site, { gone: 'remove' })
    assert.equal(closed?.gone.length, 0)
    assert.equal((await listed(site)).length, 4)
  })

  it('is done once by however many look, and again when it is due; a removed document is not looked for', async () => {
    await using site = await openSite({ '/': page('Accueil'), '/b': page('B') })
    await site.ingest('/', 'page')
    await site.ingest('/b', 'page')
    const origins = async () =>
      (await listWebOrigins({ database })).filter(({ owner }) => owner === site.agent)
    assert.equal((await origins()).length, 2)
    const once = (everySeconds: number) =>
      refreshWeb({
        ...site.request('/', 'page'),
        everySeconds,
        only: ({ owner }) => owner === site.agent,
        onReport: () => {},
      })
    const counts = await Promise.all([once(3600), once(3600)])
    assert.equal(counts[0] + counts[1], 2)
    assert.equal(await once(3600), 0)
    await database.query(
      `update jobs set last_finished_at = last_finished_at - interval '2 hours' where name like 'web %'`,
    )
    assert.equal(await once(3600), 2)
    const [document] = (await listed(site)).filter(({ source }) => source?.endsWith('/b'))
    await deleteDocument(database, { id: document?.id ?? '' })
    assert.equal((await origins()).length, 1)
  })

  it('leaves to another crawl what that one reads, with its labels', async () => {
    await using site = await openSite({ '/': page('Accueil', '/a'), '/a': page('A', '/b'), '/b': page('B') })
    await site.ingest('/', 'site')
    const own = site.request('/a', 'page')
    await site.ingest('/a', 'page', { source: { ...own.source, tags: ['choisi'] } })
    const reports = await refresh(site)
    assert.deepEqual(outcomesOf(reports).sort(), [
      ['/', 'unchanged'],
      ['/a', 'unchanged'],
      ['/b', 'unchanged'],
    ])
    assert.deepEqual(
      (await listed(site)).map(({ tags }) => tags),
      [[], ['choisi'], []],
    )
  })

  it('keeps the labels that were given last, however few pages have them yet', async () => {
    await using site = await openSite({ '/': page('Accueil', '/a', '/b'), '/a': page('A'), '/b': page('B') })
    await site.ingest('/', 'site')
    await database.query(
      `update documents set web = web - 'checked_at' || '{"checked_at": "2026-01-01"}' where agent_owner = $1`,
      [site.agent],
    )
    // A run that time ends at its second page, which is not the first one in the order of addresses.
    const labelled = { ...site.request('/', 'site').source, tags: ['choisi'] }
    site.pages['/'] = { status: 500 }
    await site.ingest('/', 'site', { source: labelled, delayMilliseconds: 400_000 })
    const tagsOf = async () => (await listed(site)).map(({ tags }) => tags.join())
    assert.deepEqual(await tagsOf(), ['', 'choisi', ''])
    site.pages['/'] = page('Accueil', '/a', '/b')
    await refresh(site)
    assert.deepEqual(await tagsOf(), ['choisi', 'choisi', 'choisi'])
  })

  it('reads what its labels are, and whether it is still there, once it is its turn', async () => {
    await using site = await openSite({ '/': page('Accueil'), '/b': page('B') })
    await site.ingest('/', 'page')
    await site.ingest('/b', 'page')
    let claims = 0
    const slow = {
      ...database,
      async call(name: string, args: Parameters<typeof database.call>[1]) {
        if (name === 'claim_job' && ++claims === 1) {
          const own = site.request('/', 'page')
          await site.ingest('/', 'page', { source: { ...own.source, tags: ['choisi'] } })
          const [, removed] = await listed(site)
          await deleteDocument(database, { id: removed?.id ?? '' })
        }
        return await database.call(name, args)
      },
    }
    const reports = await refresh(site, { database: slow })
    assert.equal(claims, 2)
    assert.deepEqual(outcomesOf(reports), [['/', 'unchanged']])
    assert.deepEqual(
      (await listed(site)).map(({ source, tags }) => [new URL(source ?? '').pathname, tags]),
      [['/', ['choisi']]],
    )
  })

  it('reads the others when one of them throws, and tells it', async () => {
    await using site = await openSite({ '/': page('Accueil'), '/b': page('B') })
    await site.ingest('/', 'page')
    await site.ingest('/b', 'page')
    let listings = 0
    const failing = {
      ...database,
      call: (name: string, args: Parameters<typeof database.call>[1]) =>
        // Its first one in a crawl: refreshWeb itself lists only what is of the web.
        name === 'list_documents' && ++listings === 1
          ? Promise.reject(new Error('one of them'))
          : database.call(name, args),
    }
    const outcomes: string[] = []
    const refreshing = refreshWeb({
      ...site.request('/', 'page', { database: failing }),
      everySeconds: 0,
      only: ({ owner }) => owner === site.agent,
      onReport: report => outcomes.push(...outcomesOf([report]).map(String)),
    })
    await assert.rejects(refreshing, /one of them/)
    assert.deepEqual(outcomes, ['/b,unchanged'])
  })

  it('begins soon after the start, tells a failure, goes on, and ends with its signal; 0 hours is never', async () => {
    await using site = await openSite({ '/': page('Accueil') })
    await site.ingest('/', 'page')
    await database.query(`delete from jobs where name like 'web %'`)
    const stop = new AbortController()
    const told = Promise.withResolvers<string>()
    const request = {
      ...site.request('/', 'page'),
      hours: 24,
      random: () => 0,
      only: ({ owner }: { owner: string }) => owner === site.agent,
      onReport: (report: WebReport) => told.resolve(report.documents[0]?.outcome ?? ''),
      onError: told.reject,
      signal: stop.signal,
    }
    const ended = keepWebFresh(request)
    assert.equal(await told.promise, 'unchanged')
    stop.abort()
    await ended
    const failed = Promise.withResolvers<unknown>()
    const again = new AbortController()
    const away = { ...database, call: () => Promise.reject(new Error('away')) }
    const endedAgain = keepWebFresh({
      ...request,
      database: away,
      onError: failed.resolve,
      signal: again.signal,
    })
    assert.match(String(await failed.promise), /away/)
    again.abort()
    await endedAgain
    await keepWebFresh({ ...request, hours: 0, signal: again.signal })
  })
})
