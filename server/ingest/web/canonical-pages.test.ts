import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openWebTests } from '../../testing/open-web-tests.ts'
import type { Page } from '../../testing/web-site.ts'

const { openSite, pathsOf } = await openWebTests()

const links = (...paths: string[]) => paths.map(path => `<a href="${path}">vers ${path}</a>`).join(' ')
const page = (title: string, canonical: string | null = null, more = '') =>
  `<!doctype html><html lang="fr"><head><title>${title}</title>${canonical === null ? '' : `<link rel="canonical" href="${canonical}">`}</head><body><main><h1>${title}</h1><p>Un texte de la page ${title}, assez long pour en être un.</p>${more}</main></body></html>`
const to = (location: string): Page => ({ status: 301, headers: { location } })

describe('a page that names another address as its own', () => {
  it('is read where that leads to the first page, back to itself, to nothing or to other words', async () => {
    await using site = await openSite({
      '/': page('Accueil', null, links('/offre', '/tarif', '/contact', '/prive', '/liste')),
      '/offre': page('Offre', '/offre.html'),
      '/offre.html': to('/offre'),
      '/tarif': page('Tarif', '/ancien-tarif'),
      '/contact': page('Contact', '/'),
      '/prive': page('Privé', '/noindex'),
      '/noindex': { headers: { 'x-robots-tag': 'noindex' }, body: page('Privé') },
      '/liste': page('Liste, suite', '/liste-1'),
      '/liste-1': page('Liste'),
    })
    const report = await site.ingest('/', 'site')
    assert.deepEqual(await pathsOf(site), [
      '/',
      '/contact',
      '/liste',
      '/liste-1',
      '/offre',
      '/prive',
      '/tarif',
    ])
    assert.equal(report.copies, 0)
    const asked = site.paths()
    assert.deepEqual(
      asked.filter((path, at) => asked.indexOf(path) < at),
      ['/offre'],
      'asked for once, and once more where another address leads there',
    )
    assert.deepEqual(
      report.documents.map(({ outcome }) => outcome),
      Array(7).fill('stored'),
    )
  })

  it('stays stored when its tag goes wrong, however often it is read again', async () => {
    await using site = await openSite({
      '/': page('Accueil', null, links('/offre', '/tarif')),
      '/offre': page('Offre'),
      '/tarif': page('Tarif'),
    })
    await site.ingest('/', 'site')
    site.pages['/offre'] = page('Offre', '/')
    site.pages['/tarif'] = page('Tarif', '/nulle-part')
    for (const gone of ['remove', 'remove-later', 'remove-later'] as const) {
      const report = await site.ingest('/', 'site', { refresh: true, gone })
      assert.deepEqual([report.gone, report.pruned, report.copies], [[], [], 0])
    }
    assert.deepEqual(await pathsOf(site), ['/', '/offre', '/tarif'])
  })

  it('is left to the one that says the same, whichever is met first, over several steps and in a circle', async () => {
    await using site = await openSite({
      '/': page('Accueil', null, links('/a-imprimer', '/a', '/b', '/b-mobile', '/rond-1', '/rond-2')),
      '/a-imprimer': page('A', '/a-partager'),
      '/a-partager': page('A', '/a'),
      '/a': page('A', '/a'),
      '/b': page('B'),
      '/b-mobile': page('B', '/b'),
      '/rond-1': page('Rond', '/rond-2'),
      '/rond-2': page('Rond', '/rond-1'),
    })
    const report = await site.ingest('/', 'site')
    assert.deepEqual(await pathsOf(site), ['/', '/a', '/b', '/rond-2'])
    assert.equal(report.copies, 4)
    // What was stored before it said so is gone, for the other one is there: it has not changed, and is compared all the same.
    site.pages['/'] = page('Accueil', null, links('/b', '/b-ancien'))
    site.pages['/b-ancien'] = page('B')
    await site.ingest('/', 'site')
    site.pages['/b-ancien'] = page('B', '/b')
    const later = await site.ingest('/', 'site', { refresh: true })
    assert.deepEqual(
      later.gone.map(({ source, reason }) => [new URL(source).pathname, reason.fr]),
      [['/b-ancien', `copie de ${site.url('/b')}, dit-elle`]],
    )
    await site.ingest('/', 'site', { refresh: true, gone: 'remove' })
    assert.deepEqual(await pathsOf(site), ['/', '/a', '/b', '/rond-2'])
  })

  it('is read itself when there is no page left to look at the other one', async () => {
    await using site = await openSite({ '/': page('Accueil', '/accueil'), '/accueil': page('Accueil') })
    const report = await site.ingest('/', 'site', { maxPages: 1 })
    assert.deepEqual([report.visited, await pathsOf(site)], [1, ['/']])
  })
})
