import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listDocuments } from '../../operations/list-documents.ts'
import { searchKnowledge } from '../../operations/search-knowledge.ts'
import { openWebTests, type TestSite } from '../../testing/open-web-tests.ts'
import type { Page } from '../../testing/web-site.ts'
import { refreshWeb } from './refresh-web.ts'
import type { WebReport } from './web-report.ts'

const { database, openSite, pathsOf } = await openWebTests()

const page = (title: string, ...links: string[]) =>
  `<html lang="fr"><h1>${title}</h1><p>Un texte sur ${title}, assez long pour en être un.</p>${links.map(link => `<a href="${link}">${link}</a>`).join(' ')}</html>`
const to = (location: string, status = 301): Page => ({ status, headers: { location } })

describe('a page that moved to another spelling of its own address', () => {
  async function refresh(site: TestSite) {
    const outcomes: [string, string][] = []
    await refreshWeb({
      ...site.request('/', 'page'),
      everySeconds: 0,
      only: ({ owner }) => owner === site.agent,
      onReport: ({ documents, gone }) => {
        for (const { source, outcome } of documents) outcomes.push([new URL(source).pathname, outcome])
        for (const { source } of gone) outcomes.push([new URL(source).pathname, 'gone'])
      },
    })
    return outcomes
  }

  for (const status of [301, 302])
    it(`takes the place of the old one (${status}), and only the new one answers`, async () => {
      await using site = await openSite({ '/': page('Accueil', '/a'), '/a': page('Ancienne') })
      await site.ingest('/', 'site')
      site.pages['/a'] = to('/a/', status)
      site.pages['/a/'] = page('Nouvelle')
      assert.deepEqual(await refresh(site), [
        ['/', 'unchanged'],
        ['/a/', 'replaced'],
      ])
      assert.deepEqual(await pathsOf(site), ['/', '/a/'])
      const found = await searchKnowledge(database, { query: 'texte', agents: [site.agent], limit: 9 })
      assert.deepEqual(found.map(({ title }) => title).sort(), ['Accueil', 'Nouvelle'])
      assert.deepEqual(await refresh(site), [
        ['/', 'unchanged'],
        ['/a/', 'unchanged'],
      ])
    })

  it('does so with www, with the same words as before, and when it is typed the other way by hand', async () => {
    await using site = await openSite({ '/': page('Accueil', '/a'), '/a': page('A') })
    await site.ingest('/', 'site')
    const www = site.url('/').replace('site.test', 'www.site.test')
    const report = await site.ingest(www, 'site')
    assert.deepEqual(
      report.documents.map(({ outcome }) => outcome),
      ['replaced', 'replaced'],
    )
    const sources = (await listDocuments(database, { owner: site.agent })).map(({ source }) => source)
    assert.deepEqual(sources, [www, `${www}a`])
    const dry = await site.ingest('/', 'site', { dryRun: true })
    assert.deepEqual(
      dry.documents.map(({ outcome }) => outcome),
      ['replaced', 'replaced'],
    )
    assert.equal((await listDocuments(database, { owner: site.agent })).length, 2)
  })

  it('is found where the links lead now when nothing leads there from its old address', async () => {
    await using site = await openSite({
      '/': page('Accueil', '/a', '/b'),
      '/a': page('A'),
      '/b': page('B'),
    })
    await site.ingest('/', 'site')
    delete site.pages['/a']
    site.pages['/a/'] = page('A')
    site.pages['/'] = page('Accueil', '/a/', '/b/')
    assert.deepEqual(await refresh(site), [
      ['/', 'replaced'],
      ['/b', 'unchanged'],
      ['/a/', 'replaced'],
    ])
    assert.deepEqual(await pathsOf(site), ['/', '/a/', '/b'])
  })

  it('is gone under every spelling when it asks not to be indexed, and left alone while the new one cannot be had', async () => {
    await using site = await openSite({ '/': page('Accueil', '/a'), '/a': page('A') })
    await site.ingest('/', 'site')
    site.pages['/a'] = to('/a/')
    site.pages['/a/'] = { status: 500 }
    assert.deepEqual(await refresh(site), [
      ['/', 'unchanged'],
      ['/a', 'failed'],
    ])
    site.pages['/a/'] = { headers: { 'x-robots-tag': 'noindex' }, body: page('A') }
    assert.deepEqual(await refresh(site), [
      ['/', 'unchanged'],
      ['/a', 'gone'],
    ])
    assert.deepEqual(await pathsOf(site), ['/', '/a'])
  })
})

describe('a page that leads elsewhere for now', () => {
  const linesOf = ({ documents }: WebReport) =>
    documents.map(({ source, outcome, refusal }) => [new URL(source).pathname, refusal?.message ?? outcome])
  for (const status of [302, 303, 307])
    it(`says so (${status}), keeps what is stored, and takes nothing in its place`, async () => {
      await using site = await openSite({ '/offre': page('Offre'), '/connexion': page('Connexion') })
      await site.ingest('/offre', 'page')
      site.pages['/offre'] = to('/connexion', status)
      const line = `redirigée pour l’instant vers ${site.url('/connexion')} ; l’ancienne version reste`
      for (const refresh of [false, true]) {
        const report = await site.ingest('/offre', 'page', { refresh, gone: 'remove' })
        assert.deepEqual(linesOf(report), [['/offre', line]])
      }
      assert.deepEqual(await pathsOf(site), ['/offre'])
    })

  it('leads a crawl of its site on, whose pages it may still reach by that alone', async () => {
    await using site = await openSite({
      '/': page('Accueil', '/a'),
      '/a': page('A'),
      '/fr': page('Bienvenue', '/fr/b'),
      '/fr/b': page('B'),
    })
    await site.ingest('/', 'site')
    site.pages['/'] = to('/fr', 302)
    const report = await site.ingest('/', 'site', { refresh: true, gone: 'remove' })
    assert.deepEqual(linesOf(report), [
      ['/', `redirigée pour l’instant vers ${site.url('/fr')} ; l’ancienne version reste`],
      ['/a', 'unchanged'],
      ['/fr', 'stored'],
      ['/fr/b', 'stored'],
    ])
  })

  it('is read where it leads when nothing is stored of it', async () => {
    await using site = await openSite({ '/': to('/fr', 302), '/fr': page('Bienvenue') })
    await site.ingest('/', 'page')
    assert.deepEqual(linesOf(await site.ingest('/', 'page')), [['/fr', 'unchanged']])
  })
})

describe('a site that one run does not get through', () => {
  const paths = Array.from({ length: 12 }, (_, at) => `/${String(at).padStart(2, '0')}`)

  /** A pause that leaves time for five pages. */
  const hurried = { delayMilliseconds: 130_000, random: () => 0 }

  it('is read to its end by the next ones, links and all, and then the page that was looked at longest ago first', async () => {
    await using site = await openSite({
      '/': page('Accueil', ...paths),
      ...Object.fromEntries(paths.map(path => [path, page(`Page ${path}`)])),
    })
    const first = await site.ingest('/', 'site', hurried)
    assert.deepEqual([first.visited, first.stoppedBy], [5, 'time'])
    for (let runs = 0; runs < 6; runs++) await site.ingest('/', 'site', hurried)
    assert.equal((await listDocuments(database, { owner: site.agent })).length, 13)
    site.requests.length = 0
    for (let runs = 0; runs < 4; runs++) await site.ingest('/', 'site', hurried)
    assert.deepEqual([...new Set(site.paths())].sort(), ['/', ...paths])
  })

  it('reads pages although its sitemaps alone would take all the time, and says how many of those were not read', async () => {
    const listed = (kind: string, ...names: string[]) =>
      `<${kind}>${names.map(name => `<x><loc>${site.url(name)}</loc></x>`.replaceAll('x>', kind === 'urlset' ? 'url>' : 'sitemap>')).join('')}</${kind}>`
    await using site = await openSite(Object.fromEntries(paths.map(path => [path, page(`Page ${path}`)])))
    site.pages['/sitemap.xml'] = listed('sitemapindex', ...paths.map(path => `${path}.xml`))
    for (const path of paths) site.pages[`${path}.xml`] = listed('urlset', path)
    const report = await site.ingest('/sitemap.xml', 'sitemap', { delayMilliseconds: 100_000 })
    assert.deepEqual([report.visited, report.unlisted.sitemaps], [2, 9])
  })

  it('by its sitemap too, and pages that cannot be read hold the others up for no longer than a run', async () => {
    await using site = await openSite(
      Object.fromEntries(paths.map((path, at) => [path, at < 3 ? { status: 500 } : page(`Page ${path}`)])),
    )
    site.pages['/sitemap.xml'] =
      `<urlset>${paths.map(path => `<url><loc>${site.url(path)}</loc></url>`).join('')}</urlset>`
    for (let runs = 0; runs < 9; runs++)
      await site.ingest('/sitemap.xml', 'sitemap', { ...hurried, random: () => runs / 9 })
    assert.deepEqual(await pathsOf(site), paths.slice(3))
  })
})
