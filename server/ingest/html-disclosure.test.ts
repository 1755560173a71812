import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { joinBlocks } from './blocks.ts'
import { extractHtml } from './extract-html.ts'

function read(html: string) {
  const { blocks, warnings } = extractHtml(new TextEncoder().encode(`<main>${html}</main>`))
  return { text: joinBlocks(blocks).text, kinds: blocks.map(({ kind }) => kind), warnings }
}

describe('what a click shows on a page', () => {
  const questions = [
    '<h3><button aria-controls="p" aria-expanded="false">Combien ?</button></h3><div id="p" role="region" aria-hidden="true">30 €</div>',
    '<h3><button aria-controls="p">Combien ?</button></h3><div id="p" hidden>30 €</div>',
    '<h3><button aria-controls="p">Combien ?</button></h3><div id="p" hidden="until-found">30 €</div>',
    '<h3><button data-bs-toggle="collapse" data-bs-target="#p">Combien ?</button></h3><div id="p" style="display:none">30 €</div>',
    '<h3><button><span>Combien ?</span><svg></svg></button></h3><div><div>30 €</div></div>',
    '<h3><button id="b">Combien ?</button></h3><div aria-labelledby="b" style="height:0;overflow:hidden"><p>30 €</p></div>',
    '<h3><a role="button" aria-expanded="false">Combien ?</a></h3><div hidden>30 €</div>',
    '<div><button aria-expanded="false">Combien ?</button></div><div style="max-height:0;overflow:hidden"><div>30 €</div></div>',
    '<button class="accordion">Combien ?</button><div class="panel" style="display:none"><p>30 €</p></div>',
    '<dl><div><dt><button aria-controls="p">Combien ?</button></dt><dd id="p" hidden>30 €</dd></div></dl>',
    '<details><summary><button>Combien ?</button></summary>30 €</details>',
    '<div class="w-dropdown-toggle"><div>Combien ?</div></div><nav class="w-dropdown-list"><p>30 €</p></nav>',
    '<h3>Combien ?</h3><button aria-controls="p" aria-label="Ouvrir"><svg></svg></button><nav id="p" hidden>30 €</nav>',
  ]
  for (const html of questions)
    it(`is read under its question: ${html}`, () => {
      const found = read(html)
      assert.match(found.text, /^Combien \?(?: :|\n\n) ?30 €$/)
      assert.deepEqual(found.warnings, [])
    })

  it('is a part of the page under a heading, where the button stands in one', () => {
    assert.deepEqual(read(questions[0] ?? '').kinds, ['heading', 'paragraph'])
  })

  it('has the name of its tab', () => {
    const tabs = `<h1>Offre</h1><div role="tablist"><button role="tab" aria-controls="a">Prix</button><a role="tab" id="t">Garantie</a></div>
      <div role="tabpanel" id="a">30 €</div><div role="tabpanel" aria-labelledby="t" hidden><p>14 jours</p></div>`
    assert.equal(read(tabs).text, 'Offre\n\nPrix\n\n30 €\n\nGarantie\n\n14 jours')
  })

  it('is no menu, no window and no mere command', () => {
    for (const html of [
      '<button aria-expanded="false" aria-controls="m">Rubriques</button><nav id="m" hidden><p><a href="/a">Accueil du site</a></p></nav>',
      '<div class="w-dropdown-list-toggle"></div><nav class="w-dropdown-list"><a href="/">Solo</a></nav>',
      '<button aria-haspopup="dialog" aria-controls="d">Choisir ?</button><div id="d" role="dialog">Une fenêtre</div>',
      '<button>Acheter</button>',
    ])
      assert.equal(read(`${html}<p>vu</p>`).text, 'vu')
    assert.equal(
      read(
        '<p>Début.</p><button aria-controls="m" aria-expanded="false">Lire la suite</button><p id="m" hidden>Fin.</p>',
      ).text,
      'Début.\n\nFin.',
    )
    assert.equal(read('<h2>Installer <button>Copier</button></h2>').text, 'Installer')
  })

  it('stays unread where its control is hidden too', () => {
    const found = read(
      '<p>vu</p><div hidden><button aria-controls="p">Q ?</button></div><p id="p" hidden>secret</p>',
    )
    assert.equal(found.text, 'vu')
    assert.match(found.warnings[0]?.fr ?? '', /secret/)
  })
})
