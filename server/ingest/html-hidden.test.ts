import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fromHtml } from 'hast-util-from-html'
import { extractHtml } from './extract-html.ts'
import { extractMarkdown } from './extract-markdown.ts'
import { takeHidden } from './html-hidden.ts'

const read = (html: string) => {
  const { blocks, warnings } = extractHtml(new TextEncoder().encode(`<p>vu</p>${html}`))
  return { text: blocks.map(({ text }) => text).join('\n'), warnings: warnings.map(({ fr }) => fr) }
}

describe('text that a page hides', () => {
  const hidden = [
    '<p hidden>secret</p>',
    '<p style="display: none">secret</p>',
    '<p style="VISIBILITY:hidden">secret</p>',
    '<p style="visibility:collapse !important">secret</p>',
    '<p style="opacity:0.0">secret</p>',
    '<p>a <span style="font-size:0px">secret</span></p>',
    '<p style="font-size:1px">secret</p>',
    '<p style="position:absolute;left:-9999px">secret</p>',
    '<p style="text-indent:-5000px">secret</p>',
    '<div style="height:0;overflow:hidden"><p>secret</p></div>',
    '<p style="color:#FFF;background:white">secret</p>',
    '<div style="background-color:#003366"><b><i style="color:rgb(0,51,102)">secret</i></b></div>',
    '<table bgcolor="#ffffff"><tr><td><font color="#fdfdfd">secret</font></td></tr></table>',
    '<div style="background:#fff"><p style="color:transparent">secret</p></div>',
  ]
  for (const html of hidden)
    it(`is left out and told of: ${html}`, () => {
      const found = read(html)
      assert.doesNotMatch(found.text, /secret/)
      assert.match(found.text, /vu/)
      assert.deepEqual(found.warnings, ['texte caché, non lu : « secret »'])
    })

  const shown = [
    '<p style="opacity:0.5">public</p>',
    '<p style="font-size:12px;left:-5px;position:absolute">public</p>',
    '<p style="color:#fff;background:#036">public</p>',
    '<p style="color:#fff">public</p>',
    '<p style="font-size:0.9em">public</p>',
    '<div style="background:#036;color:white"><p style="background:#fff;color:#036">public</p></div>',
    '<div style="width:0">public</div>',
    '<p hidden="until-found">public</p>',
    '<p style="opacity:0;transform:translate3d(0,40px,0)">public</p>',
    '<p style="opacity:0.001;will-change:transform">public</p>',
    '<p style="opacity:0" data-w-id="1f2e">public</p>',
    '<p style="visibility:hidden;animation-name:fadeInUp">public</p>',
    '</p></div><body style="opacity:0">public',
  ]
  for (const html of shown)
    it(`is not: ${html}`, () => {
      const found = read(html)
      assert.match(found.text, /public/)
      assert.deepEqual(found.warnings, [])
    })

  it('is nothing to tell of in a menu, and neither is decoration', () => {
    assert.deepEqual(
      read('<nav><ul hidden><li>Sous-menu</li></ul></nav><i aria-hidden="true">★</i>').warnings,
      [],
    )
  })

  it('is told where aria-hidden takes it, unless it is an icon’s name or said beside', () => {
    const told = (html: string) => read(html).warnings
    assert.deepEqual(told('<div aria-hidden="true">Abonne-toi ici</div>'), [
      'texte caché, non lu : « Abonne-toi ici »',
    ])
    assert.deepEqual(told('<b aria-hidden="true">29€</b>'), ['texte caché, non lu : « 29€ »'])
    assert.deepEqual(told('<i aria-hidden="true">arrow_forward</i>'), [])
    assert.deepEqual(told('<p>Dès 29 € !</p><p aria-hidden="true">dès 29 €</p>'), [])
  })

  it('is looked for on the page fifty times at most', () => {
    const texts = (count: number) => {
      const html = Array.from({ length: count }, (_, at) => `<p aria-hidden="true">texte ${at}</p>`).join('')
      return takeHidden(fromHtml(html), () => false).length
    }
    assert.equal(texts(50), 50)
    assert.equal(texts(51), 50)
  })

  it('is found in the HTML of Markdown too', () => {
    const { blocks, warnings } = extractMarkdown(
      new TextEncoder().encode('# Un\n\n<div style="display:none">secret</div>\n\nvu'),
    )
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['Un', 'vu'],
    )
    assert.equal(warnings[0]?.en, 'hidden text, not read: “secret”')
  })
})
