import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { joinBlocks } from './blocks.ts'
import { extractHtml } from './extract-html.ts'
import { extractMarkdown } from './extract-markdown.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const markdown = (text: string) => joinBlocks(extractMarkdown(bytes(text)).blocks).text
const page = (html: string) =>
  joinBlocks(extractHtml(bytes(`<main>${html}</main>`), { address: 'https://exemple.fr/offre' }).blocks).text

describe('where a link leads', () => {
  it('stands behind the words of what is done there', () => {
    assert.equal(
      markdown('Prends [rendez-vous](https://cal.example/marie?utm_source=blog&duree=30) avec Marie.'),
      'Prends rendez-vous (https://cal.example/marie?duree=30) avec Marie.',
    )
    for (const words of [
      'Réserver mon appel',
      'Contacte-nous',
      'Contact',
      'Je m’inscris',
      'Book a call',
      'Sign up',
    ])
      assert.equal(markdown(`[${words}](https://a.example/x)`), `${words} (https://a.example/x)`)
    assert.equal(
      markdown('[Mon agenda](https://calendly.com/marie)'),
      'Mon agenda (https://calendly.com/marie)',
    )
    assert.equal(
      markdown('| Offre | Lien |\n|---|---|\n| Pro | [Acheter](https://a.example/pro) |'),
      'Offre: Pro; Lien: Acheter (https://a.example/pro)',
    )
  })

  it('stands behind words that say nothing without it', () => {
    assert.equal(markdown('C’est [par ici](https://a.example/x).'), 'C’est par ici (https://a.example/x).')
  })

  it('is a mail address or a number where the words are neither', () => {
    assert.equal(
      markdown('[Écris-moi](mailto:marie@exemple.fr?subject=Appel), [appelle](tel:+33612345678)'),
      'Écris-moi (marie@exemple.fr), appelle (+33612345678)',
    )
    assert.equal(
      markdown('[marie@exemple.fr](mailto:marie@exemple.fr) [06 12 34 56 78](tel:+33612345678)'),
      'marie@exemple.fr 06 12 34 56 78',
    )
  })

  it('is left out where it is only read, is shown already, is too long, or is not vouched for', () => {
    const address = (letters: number) => `https://a.example/${'x'.repeat(letters - 18)}`
    for (const [text, shown] of [
      ['Selon [une étude](https://fr.wikipedia.org/wiki/X)', 'Selon une étude'],
      ['[Réserver sur cal.example](https://cal.example/marie)', 'Réserver sur cal.example'],
      [
        `[${'Le guide complet pour préparer, annoncer puis '}réserver une salle](https://a.example)`,
        undefined,
      ],
      [`[Réserver](${address(200)})`, `Réserver (${address(200)})`],
      [`[Réserver](${address(201)})`, 'Réserver'],
      ['[Réserver](/reserver)', 'Réserver'],
      ['[Réserver](javascript:alert(1))', 'Réserver'],
      ['# [Réserver](https://a.example)', 'Réserver'],
      ['<a rel="ugc nofollow" href="https://a.example">Réserver</a>', 'Réserver'],
    ] as const)
      assert.equal(markdown(text), shown ?? text.slice(1, text.indexOf(']')))
  })

  it('is said once in each part', () => {
    const link = '[Réserver](https://a.example/x)'
    assert.equal(
      markdown(`${link}\n\n${link}\n\n## Suite\n\n${link}`),
      'Réserver (https://a.example/x)\n\nRéserver\n\nSuite\n\nRéserver (https://a.example/x)',
    )
  })

  it('is the whole address of a page’s own contact page, and not of its other pages, its menus or itself', () => {
    assert.equal(
      page('<p><a href="/contact_(fr)">Contacte-nous</a>, ou lis <a href="/aide">cette page</a>.</p>'),
      'Contacte-nous (https://exemple.fr/contact_%28fr%29), ou lis cette page.',
    )
    assert.equal(
      page('<p>Vu. <a href="?achat=1">Acheter</a></p><nav><a href="/contact">Contact</a></nav>'),
      'Vu. Acheter',
    )
  })
})
