import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildOdf, buildPptx, buildXlsx, slideShape } from '../testing/build-office.ts'
import { extractOdf } from './extract-odf.ts'
import { extractPptx } from './extract-pptx.ts'
import { extractRtf } from './extract-rtf.ts'
import { extractXlsx } from './extract-xlsx.ts'
import type { ExtractedDocument } from './extracted-document.ts'

function told({ blocks, warnings }: ExtractedDocument) {
  return { text: blocks.map(({ text }) => text).join('\n'), warnings: warnings.map(({ fr }) => fr) }
}

const odf = async (body: string, styles = '') =>
  told(
    await extractOdf(
      buildOdf('', [
        {
          name: 'content.xml',
          content: `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:fo="f" xmlns:draw="d" xmlns:presentation="p"><office:automatic-styles>${styles}</office:automatic-styles><office:body>${body}</office:body></office:document-content>`,
        },
      ]),
    ),
  )

describe('what a workbook hides', () => {
  const cells = (texts: readonly string[], style = '') =>
    texts.map(text => `<c ${style} t="inlineStr"><is><t>${text}</t></is></c>`).join('')

  it('is left out and told of: rows and columns', async () => {
    const rows = `<cols><col min="3" max="3" hidden="1"/></cols><sheetData><row>${cells(['Offre', 'Prix', 'Marge'])}</row><row hidden="1">${cells(['Secrète', '1 €', '0'])}</row><row>${cells(['Pro', '59 €', '40'])}</row></sheetData>`
    const found = told(await extractXlsx(buildXlsx([{ name: 'Tarifs', rows }])))
    assert.match(found.text, /Pro/)
    assert.doesNotMatch(found.text, /Secrète|Marge|40/)
    assert.deepEqual(found.warnings, ['feuille Tarifs : 1 ligne et 1 colonne masquées, non lues'])
  })

  it('is left out and told of: cells in the colour of the sheet, or shown as nothing', async () => {
    const styles = {
      name: 'xl/styles.xml',
      content: `<styleSheet><numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts><fonts><font/><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF003366"/></patternFill></fill></fills><cellXfs><xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/><xf fontId="2" fillId="0"/><xf fontId="0" fillId="0" numFmtId="170"/><xf fontId="1" fillId="1"/></cellXfs></styleSheet>`,
    }
    const row = [1, 2, 3].map(style => cells([`secret${style}`], `s="${style}"`)).join('')
    const rows = `<sheetData><row>${cells(['vu'])}${row}${cells(['blanc sur bleu'], 's="4"')}</row></sheetData>`
    const found = told(await extractXlsx(buildXlsx([{ name: 'A', rows }], [styles])))
    assert.match(found.text, /vu; blanc sur bleu/)
    assert.doesNotMatch(found.text, /secret/)
    assert.deepEqual(found.warnings, ['texte caché, non lu : « secret1 secret2 secret3 »'])
  })
})

describe('what an OpenDocument hides', () => {
  const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`

  it('is left out and told of: sheets, rows and columns', async () => {
    const found = await odf(
      `<office:spreadsheet><table:table table:name="Marges" table:style-name="ta2"><table:table-row>${cell('secret')}</table:table-row></table:table>
      <table:table table:name="Tarifs"><table:table-column/><table:table-column table:visibility="collapse"/>
      <table:table-row>${cell('Pro')}${cell('secret')}</table:table-row><table:table-row table:visibility="filter">${cell('secret')}</table:table-row></table:table></office:spreadsheet>`,
      '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',
    )
    assert.equal(found.text, 'Tarifs\nPro')
    assert.deepEqual(found.warnings, [
      'feuille masquée, non lue : Marges',
      'feuille Tarifs : 1 ligne et 1 colonne masquées, non lues',
    ])
  })

  it('is left out and told of: letters, also by a style that another is based on', async () => {
    const found = await odf(
      '<office:text><text:p>vu <text:span text:style-name="T1">secret</text:span> et lu</text:p><text:p text:style-name="P1">caché</text:p><text:hidden-paragraph>x</text:hidden-paragraph></office:text>',
      '<style:style style:name="T0"><style:text-properties text:display="none"/></style:style><style:style style:name="T1" style:parent-style-name="T0"/><style:style style:name="P1"><style:text-properties fo:color="#ffffff" fo:background-color="#fefefe"/></style:style>',
    )
    assert.equal(found.text, 'vu et lu')
    assert.deepEqual(found.warnings, ['texte caché, non lu : « secret caché x »'])
  })

  it('is left out and told of: slides', async () => {
    const slide = (text: string, style = '') =>
      `<draw:page ${style}><draw:frame><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame></draw:page>`
    const found = await odf(
      `<office:presentation>${slide('un')}${slide('secret', 'draw:style-name="dp2"')}${slide('trois')}</office:presentation>`,
      '<style:style style:name="dp2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>',
    )
    assert.equal(found.text, 'un\ntrois')
    assert.deepEqual(found.warnings, ['diapositive 2 masquée, non lue'])
  })
})

describe('what other documents hide', () => {
  it('is left out and told of: a shape of a slide', async () => {
    const unseen = slideShape('', ['secret']).replace('<p:nvPr>', '<p:cNvPr id="2" hidden="1"/><p:nvPr>')
    const shown = slideShape('', ['vu']).replace('<p:nvPr>', '<p:cNvPr id="3"/><p:nvPr>')
    const found = told(await extractPptx(buildPptx([{ shapes: unseen + shown }])))
    assert.deepEqual(found, { text: 'vu', warnings: ['texte caché, non lu : « secret »'] })
  })

  it('is left out and told of: hidden type in RTF', () => {
    const found = told(extractRtf(Buffer.from("{\\rtf1 vu {\\v secr\\'e8te}et lu\\par}")))
    assert.deepEqual(found, { text: 'vu et lu', warnings: ['texte caché, non lu : « secrète »'] })
  })

  const rtf = (text: string) =>
    told(
      extractRtf(
        Buffer.from(
          `{\\rtf1\\ansi{\\colortbl;\\red255\\green255\\blue255;\\red0\\green32\\blue96;}vu ${text} et lu\\par}`,
        ),
      ),
    )
  for (const [name, text] of [
    ['white on white', '{\\cf1 secret}'],
    ['one point high', '\\fs2 secret\\plain '],
    ['in the colour of its shading', '{\\cf2\\chcbpat2 secret}'],
  ] as const)
    it(`is left out and told of in RTF: ${name}`, () => {
      assert.deepEqual(rtf(text), { text: 'vu et lu', warnings: ['texte caché, non lu : « secret »'] })
    })

  for (const [name, text] of [
    [
      'white on a marker, a shading or a shaded paragraph',
      '{\\cf1\\highlight2 a}{\\cf1\\chcbpat2 b}{\\cbpat2\\cf1 c}',
    ],
    ['a point and a half high, of the usual colour or blue', '{\\fs3 a}{\\cf0 b}{\\cf2 c}'],
    ['white once, and plain again', '\\cf1\\v\\plain abc'],
    ['white in a shaded cell', '\\trowd\\clcbpat2\\cellx99\\intbl{\\cf1 abc}\\cell\\row\\pard'],
    ['white on a page with a ground of its own', '{\\*\\background x}{\\cf1 abc}'],
  ] as const)
    it(`is read in RTF: ${name}`, () => {
      const found = rtf(text)
      assert.match(found.text, /abc/)
      assert.deepEqual(found.warnings, [])
    })
})

describe('what a slide hides', () => {
  const size = {
    name: 'ppt/presentation.xml',
    content: `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst><p:sldSz cx="1000" cy="600"/></p:presentation>`,
  }
  const place = (x: number, y: number, more = '', inner = '') =>
    `<a:xfrm ${more}><a:off x="${x}" y="${y}"/><a:ext cx="100" cy="100"/>${inner}</a:xfrm>`
  const shape = (properties: string, run: string, text: string, list = '') =>
    `<p:sp><p:nvSpPr><p:cNvPr id="2"/><p:nvPr/></p:nvSpPr><p:spPr>${properties}</p:spPr><p:txBody><a:lstStyle>${list}</a:lstStyle><a:p><a:r>${run}<a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`
  const group = (inside: string, hidden = '', properties = '') =>
    `<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" ${hidden}/></p:nvGrpSpPr><p:grpSpPr>${properties}</p:grpSpPr>${inside}</p:grpSp>`
  const fill = (colour: string, more = '') =>
    `<a:solidFill><a:${colour}>${more}</a:${colour.split(' ')[0]}></a:solidFill>`
  const white = fill('srgbClr val="FFFFFF"')
  const read = async (shapes: string) =>
    told(await extractPptx(buildPptx([{ shapes: slideShape('', ['vu']) + shapes }], [size])))

  const hidden = {
    'in a group that is hidden': group(shape('', '', 'secret'), 'hidden="1"'),
    'in a group inside one that is': group(group(shape('', '', 'secret')), 'hidden="1"'),
    'left of the slide': shape(place(-100, 0), '', 'secret'),
    'below the slide, however it is turned': shape(place(0, 650, 'rot="2700000"'), '', 'secret'),
    'in a group that stands outside': group(
      shape(place(0, 0), '', 'secret'),
      '',
      place(1000, 0, '', '<a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/>'),
    ),
    'one point high': shape('', '<a:rPr sz="100"/>', 'secret'),
    'one point high by its list': shape('', '', 'secret', '<a:lvl1pPr><a:defRPr sz="100"/></a:lvl1pPr>'),
    'in the colour of its shape': shape(white, `<a:rPr>${white}</a:rPr>`, 'secret'),
    'in the theme’s colour of its shape': shape(
      fill('schemeClr val="bg1"'),
      `<a:rPr>${fill('schemeClr val="lt1"')}</a:rPr>`,
      'secret',
    ),
    'filled with nothing': shape('', '<a:rPr><a:noFill/></a:rPr>', 'secret'),
    'of a colour that is seen through': shape(
      '',
      `<a:rPr>${fill('srgbClr val="000000"', '<a:alpha val="0"/>')}</a:rPr>`,
      'secret',
    ),
    'in the colour of its cell': `<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:rPr>${white}</a:rPr><a:t>secret</a:t></a:r></a:p></a:txBody><a:tcPr>${white}</a:tcPr></a:tc></a:tr></a:tbl></p:graphicFrame>`,
  }
  for (const [name, shapes] of Object.entries(hidden))
    it(`is left out and told of: ${name}`, async () => {
      assert.deepEqual(await read(shapes), { text: 'vu', warnings: ['texte caché, non lu : « secret »'] })
    })

  const seen = {
    'partly on the slide': shape(place(-99, 599), '', 'public'),
    'in a group that brings it back': group(
      shape(place(5000, 5000), '', 'public'),
      '',
      place(0, 0, '', '<a:chOff x="5000" y="5000"/><a:chExt cx="100" cy="100"/>'),
    ),
    'more than a point high': shape('', '<a:rPr sz="101"/>', 'public'),
    'white on what is not known': shape('', `<a:rPr>${white}</a:rPr>`, 'public'),
    'white on blue': shape(fill('srgbClr val="003366"'), `<a:rPr>${white}</a:rPr>`, 'public'),
    'white on a marker': shape(
      white,
      `<a:rPr>${white}<a:highlight><a:srgbClr val="003366"/></a:highlight></a:rPr>`,
      'public',
    ),
    'a darker tone of its shape': shape(
      fill('schemeClr val="bg1"'),
      `<a:rPr>${fill('schemeClr val="bg1"', '<a:lumMod val="50000"/>')}</a:rPr>`,
      'public',
    ),
    'an outline': shape('', `<a:rPr><a:ln>${white}</a:ln><a:noFill/></a:rPr>`, 'public'),
    'beside a hidden group': group('', 'hidden="1"') + shape('', '', 'public'),
  }
  for (const [name, shapes] of Object.entries(seen))
    it(`is read: ${name}`, async () => {
      assert.deepEqual(await read(shapes), { text: 'vu\npublic', warnings: [] })
    })

  it('is not what lies outside its notes', async () => {
    const notes = buildPptx([{ shapes: slideShape('', ['vu']), notes: 'À dire.' }], [size])
    assert.deepEqual(told(await extractPptx(notes)), { text: 'vu\nÀ dire.', warnings: [] })
  })
})
