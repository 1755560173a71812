import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { joinBlocks } from './blocks.ts'
import { extractMarkdown } from './extract-markdown.ts'

function read(markdown: string) {
  return extractMarkdown(new TextEncoder().encode(markdown))
}

function textOf(markdown: string): string {
  return joinBlocks(read(markdown).blocks).text
}

describe('reading Markdown', () => {
  it('takes title, tags, language and address from the front matter and leaves it out of the text', () => {
    const document = read(
      '---\ntitle: "Tunnel : de A à Z"\ntags: [vente, email]\nlang: fr-FR\nurl: https://exemple.fr/a\n---\n# Bonjour\n\nTexte.',
    )
    assert.equal(document.title, 'Tunnel : de A à Z')
    assert.deepEqual(document.tags, ['vente', 'email'])
    assert.equal(document.language, 'fr')
    assert.equal(document.url, 'https://exemple.fr/a')
    assert.deepEqual(
      document.blocks.map(block => block.text),
      ['Bonjour', 'Texte.'],
    )
  })

  it('keeps a front matter that is not YAML out of the text, reads its title, and tells of the line it lost', () => {
    const document = read('---\ntitle: Offre: et "prix\n\tx: [\n---\nTexte.')
    assert.equal(document.title, 'Offre: et "prix')
    assert.deepEqual(
      document.blocks.map(block => block.text),
      ['Texte.'],
    )
    assert.deepEqual(
      document.warnings.map(({ fr }) => fr),
      ['tête du fichier, ligne 3 illisible, ignorée : « x: [ »'],
    )
  })

  for (const [line, title] of [
    ["title: Soldes d'été : -20 % sur tout", "Soldes d'été : -20 % sur tout"],
    ['title: "Soldes" d’été', '"Soldes" d’été'],
    ["title: 'L'été'", "L'été"],
    ['title: [Promo] Soldes', '[Promo] Soldes'],
    ['title: *Promo* de mai', '*Promo* de mai'],
    ['title: > 30 %', '> 30 %'],
    ['title: Un\ntitle: Deux', 'Deux'],
    ['title:Collé', 'Collé'],
    ['category: @offres\ntitle: Été', 'Été'],
  ] as const)
    it(`keeps days, priority and tags beside what YAML refuses: ${line}`, () => {
      const document = read(
        `---\n${line}\npriority: 3\ntags:\n  - promo\n  - @soldes\n  - Été : -20 %\nvalid_until: 2026-07-21\n---\nTexte.`,
      )
      assert.equal(document.title, title)
      assert.equal(document.priority, 3)
      assert.deepEqual(document.tags, ['promo', '@soldes', 'Été : -20 %'])
      assert.equal(document.validUntil, '2026-07-21')
      assert.deepEqual(document.warnings, [])
      assert.equal(document.category, line.startsWith('category') ? '@offres' : null)
    })

  it('reads a list set in with tabs, and tells of every line that says nothing', () => {
    const document = read('\n---\ntags:\n\t- a\n\t- b\nune phrase\nune autre\n---\nTexte.')
    assert.deepEqual(document.tags, ['a', 'b'])
    assert.deepEqual(
      document.warnings.map(({ en }) => en),
      ['front matter, lines 6, 7 not understood, ignored: "une phrase"…'],
    )
  })

  it('does not take a rule for a front matter', () => {
    assert.equal(textOf('---\n\nUne phrase\n\n---\n\nLa suite'), 'Une phrase\n\nLa suite')
  })

  it('reads titles of both kinds with their level and the names they are given', () => {
    const blocks = read('# <a name="x"></a>Un\n\nDeux\n---\n\n### Trois {#trois .grand}').blocks
    assert.deepEqual(blocks, [
      { kind: 'heading', level: 1, text: 'Un', anchor: 'x' },
      { kind: 'heading', level: 2, text: 'Deux' },
      { kind: 'heading', level: 3, text: 'Trois', anchor: 'trois' },
    ])
  })

  it('keeps the words of links and pictures and drops their addresses', () => {
    assert.equal(
      textOf('Voir [le guide](https://exemple.fr){target="_blank"} et ![un schéma](a.png) ![](b.png).'),
      'Voir le guide et un schéma .',
    )
  })

  it('says a table row with the names of its columns', () => {
    assert.equal(
      textOf('| Offre | Prix |\n|---|---|\n| Essentiel | 29 € |\n| **Pro** | 59 € |'),
      'Offre: Essentiel; Prix: 29 €\nOffre: Pro; Prix: 59 €',
    )
  })

  it('sets list items on lines of their own, with their depth', () => {
    assert.equal(
      textOf('1. Un\n   - a\n   - b\n2. Deux\n\n- [x] fait'),
      '1. Un\n  - a\n  - b\n2. Deux\n\n- fait',
    )
  })

  it('keeps code as it is, macros in it too', () => {
    assert.equal(
      textOf('```liquid\n{% if x %}\n  {{ site.url }}\n{% endif %}\n```'),
      '{% if x %}\n  {{ site.url }}\n{% endif %}',
    )
    assert.equal(textOf('Écrivez `{% include x %}` ici.'), 'Écrivez {% include x %} ici.')
  })

  it('drops the macros of site generators and keeps what they surround', () => {
    const markdown = [
      '{% hint style="info" %}',
      'Un conseil.',
      '{% endhint %}',
      '',
      '[!INCLUDE [x](y.md)]',
      '',
      ':::image type="content" source="a.png" alt-text="Le schéma":::',
      '',
      ':::tip[À savoir]',
      'Bon à savoir.',
      ':::',
      '',
      '<!-- une note',
      'cachée -->',
      '',
      '{{< figure src="a.png" >}}',
      '',
      '> [!NOTE]',
      '> Une note.',
      '',
      'Lire{: .lead} la suite.',
      '',
      'import Tabs from "@theme/Tabs"',
      '',
      '[[_TOC_]]',
    ].join('\n')
    assert.equal(
      textOf(markdown),
      'Un conseil.\n\nLe schéma\n\nÀ savoir Bon à savoir.\n\nUne note.\n\nLire la suite.',
    )
  })

  it('keeps the variables of an e-mail, which are what the document is about', () => {
    assert.equal(textOf('Bonjour {{ contact.PRENOM }},'), 'Bonjour {{ contact.PRENOM }},')
  })

  it('reads the HTML inside: details, tables, what is hidden left out', () => {
    const html =
      '<details><summary>Plus</summary>\n\nDu *texte*.\n\n</details>\n\n<p hidden>caché</p><script>alert(1)</script>\n\nFin&nbsp;: <b>ici</b>'
    assert.equal(textOf(html), 'Plus\n\nDu texte.\n\nFin : ici')
  })

  it('keeps a script that is shown as code', () => {
    assert.equal(
      textOf('Copiez `<script>x</script>` :\n\n```\n<style>a</style>\n```\n\nFin'),
      'Copiez <script>x</script> :\n\n<style>a</style>\n\nFin',
    )
  })

  it('keeps a tag that is spoken of', () => {
    assert.equal(textOf('La balise <title> compte. Elle est lue.'), 'La balise <title> compte. Elle est lue.')
  })

  it('removes characters nobody sees and writes accents as one letter', () => {
    assert.equal(textOf('cafe\u0301 \u200Bsucre\u00ADr\u202Eé \u{E0041}\u{E0042}fin'), 'café sucreré fin')
  })

  it('reads UTF-8 with its mark, UTF-16 and Windows-1252', () => {
    const text = '# Été\n\nDéjà prêt, dès le début'
    const sixteen = new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
    for (const bytes of [
      new TextEncoder().encode(`\uFEFF${text}`),
      sixteen,
      sixteen.subarray(2),
      new Uint8Array(Buffer.from(text, 'latin1')),
    ])
      assert.deepEqual(
        extractMarkdown(bytes).blocks.map(block => block.text),
        ['Été', 'Déjà prêt, dès le début'],
      )
  })
})
