import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { joinBlocks } from './blocks.ts'
import { extractHtml } from './extract-html.ts'

function read(html: string) {
  return extractHtml(new TextEncoder().encode(html))
}

function textOf(html: string): string {
  return joinBlocks(read(html).blocks).text
}

describe('reading a web page', () => {
  it('keeps the page’s own content and leaves menus, banners and footers out', () => {
    const page = `<!doctype html><html lang="fr"><head><title>Prix — Studio</title><style>p{}</style></head><body>
      <header><nav><a href="/">Accueil</a></nav></header>
      <div class="cookie-banner">Acceptez</div>
      <main><h1>Nos prix</h1><p>Dès 29&nbsp;€.</p><aside>À lire aussi</aside><p style="display:none">caché</p></main>
      <footer>Mentions</footer><script>x()</script></body></html>`
    const document = read(page)
    assert.equal(joinBlocks(document.blocks).text, 'Nos prix\n\nDès 29 €.')
    assert.equal(document.propertyTitle, 'Prix — Studio')
    assert.equal(document.language, 'fr')
  })

  it('knows what each heading is called in the page’s address, and leaves the link to itself out of its text', () => {
    const anchors = (html: string) =>
      read(html).blocks.flatMap(({ kind, text, anchor }) => (kind === 'heading' ? [[text, anchor]] : []))
    const page = `<h1>Guide</h1><p>Début.</p>
      <h2 id="prix">Prix<a class="headerlink" href="#prix">¶</a></h2><p>29 €.</p>
      <section id="délais">Avant.<h2>Délais</h2><p>Deux jours.</p></section>
      <section id="retours"><div><h2>Retours</h2></div><p>30 jours.</p></section>
      <a name="aide"></a><h2>Aide</h2><h3><a href="#faq-1">#</a> Questions</h3><h3><span id="a b">Seule</span></h3>`
    assert.deepEqual(anchors(page), [
      ['Guide', undefined],
      ['Prix', 'prix'],
      ['Délais', undefined],
      ['Retours', 'retours'],
      ['Aide', 'aide'],
      ['Questions', 'faq-1'],
      ['Seule', undefined],
    ])
    assert.deepEqual(anchors('<section id="été"><h2>L’été</h2></section>'), [['L’été', '%C3%A9t%C3%A9']])
  })

  it('takes the title that stands above the main part', () => {
    assert.equal(textOf('<h1>Contact</h1><main><p>Écrivez-nous.</p></main>'), 'Contact\n\nÉcrivez-nous.')
  })

  it('reads a page without a main part whole', () => {
    assert.equal(
      textOf('<header>Logo</header><h1>Titre</h1>Du texte<br>sur deux lignes'),
      'Titre\n\nDu texte\nsur deux lignes',
    )
  })

  it('keeps the headers of sections, and drops the page’s own', () => {
    assert.equal(
      textOf(
        '<header>Logo</header><section><header><h2>Pro</h2></header><p>59 €</p></section><article><header><h2>Solo</h2></header>29 €</article><article>Rien</article>',
      ),
      'Pro\n\n59 €\n\nSolo\n\n29 €\n\nRien',
    )
  })

  it('reads the header a page begins with, and only the title of one that has the menu', () => {
    const body = '<section><p>Le programme.</p></section>'
    assert.equal(
      textOf(`<nav><a>Menu</a></nav><header><h1>Vendre</h1><p>En ligne.</p></header>${body}`),
      'Vendre\n\nEn ligne.\n\nLe programme.',
    )
    assert.equal(
      textOf(`<header><h1>Studio</h1><nav><a>Menu</a></nav><p>Slogan</p></header>${body}`),
      'Studio\n\nLe programme.',
    )
  })

  it('takes the only article for the page where it holds its title or half of its letters', () => {
    const letters = (count: number) => 'a'.repeat(count)
    const page = (article: number, beside: number) =>
      textOf(`<div>${letters(beside)}</div><article>${letters(article)}</article>`)
    assert.equal(page(100, 100), letters(100))
    assert.equal(page(100, 101), `${letters(101)}\n\n${letters(100)}`)
    assert.equal(
      textOf(`<article><h1>Billet</h1>${letters(30)}</article><div>${letters(300)}</div>`),
      `Billet\n\n${letters(30)}`,
    )
  })

  it('reads every main part of a page that has two', () => {
    assert.equal(textOf('<div role="main">Un</div><main><h1>Deux</h1></main>'), 'Un\n\nDeux')
  })

  it('repeats a cell over several rows and names each column', () => {
    const table =
      '<table><caption>Offres</caption><tr><th>Offre</th><th>Durée</th><th>Prix</th></tr><tr><td rowspan="2">Pro</td><td>1 mois</td><td>59 €</td></tr><tr><td>1 an</td><td>590 €</td></tr></table>'
    assert.equal(
      textOf(table),
      'Offres\n\nOffre: Pro; Durée: 1 mois; Prix: 59 €\nOffre: Pro; Durée: 1 an; Prix: 590 €',
    )
  })

  it('does not name columns after a first row of data', () => {
    assert.equal(
      textOf('<table><tr><td>Ville</td><td>Lyon</td></tr><tr><td>Rue</td><td>du Port</td></tr></table>'),
      'Ville; Lyon\nRue; du Port',
    )
  })

  it('bounds tables that claim a billion columns', () => {
    assert.equal(
      textOf('<table><tr><td colspan="1000000000" rowspan="1000000000">un</td></tr></table>'),
      'un',
    )
  })

  it('reads lists, definitions and quotes', () => {
    const blocks = read(
      '<ul><li>Un<ol><li>a</li></ol></li></ul><dl><dt>CTA</dt><dd>appel à l’action</dd></dl><blockquote><p>Dit</p></blockquote>',
    ).blocks
    assert.deepEqual(
      blocks.map(({ kind, text }) => [kind, text]),
      [
        ['list-item', '- Un'],
        ['list-item', '  1. a'],
        ['list-item', 'CTA : appel à l’action'],
        ['quote', 'Dit'],
      ],
    )
  })

  it('decodes the encoding a page declares', () => {
    const bytes = Buffer.from('<meta charset="iso-8859-1"><p>Été à 5 €uros</p>'.replace('€', ''), 'latin1')
    assert.equal(joinBlocks(extractHtml(new Uint8Array(bytes)).blocks).text, 'Été à 5 uros')
  })
})
