import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildDocx, wordParagraph } from '../testing/build-docx.ts'
import { extractDocx } from './extract-docx.ts'

const run = (text: string, properties: string) =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
const paragraph = (runs: string, properties = '') => `<w:p><w:pPr>${properties}</w:pPr>${runs}</w:p>`
const styles = {
  name: 'word/styles.xml',
  content: `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="Caché"><w:basedOn w:val="Base"/></w:style></w:styles>`,
}

async function read(body: string) {
  const { blocks, warnings } = await extractDocx(buildDocx(wordParagraph('vu &amp; lu') + body, [styles]))
  return { text: blocks.map(({ text }) => text).join('\n'), warnings: warnings.map(({ fr }) => fr) }
}

describe('letters that a Word document hides', () => {
  const hidden = {
    'hidden type': paragraph(run('avant ', '') + run('secret', '<w:vanish/>')),
    'a hidden style that another is based on': paragraph(run('secret', '<w:rStyle w:val="Caché"/>')),
    'white on white': paragraph(run('secret', '<w:color w:val="FFFFFF"/>')),
    'in the colour of its shading': paragraph(
      run('secret', '<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>'),
    ),
    'in the colour of its cell': `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>${paragraph(run('secret', '<w:color w:val="1F3864"/>'))}</w:tc></w:tr></w:tbl>`,
    'one point high': paragraph(run('secret', '<w:sz w:val="2"/>')),
  }
  for (const [name, body] of Object.entries(hidden))
    it(`are left out and told of: ${name}`, async () => {
      const found = await read(body)
      assert.doesNotMatch(found.text, /secret/)
      assert.match(found.text, /vu & lu/)
      assert.deepEqual(found.warnings, ['texte caché, non lu : « secret »'])
    })

  it('are left out wherever the file keeps its text and its styles', async () => {
    const kinds = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    const relations = (name: string, kind: string, target: string) => ({
      name,
      content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${kinds}/${kind}" Target="${target}"/></Relationships>`,
    })
    const body = `${wordParagraph('vu')}${paragraph(run('un', '<w:vanish/>') + run('deux', '<w:rStyle w:val="Caché"/>'))}`
    const parts = [
      relations('_rels/.rels', 'officeDocument', 'texte/a.xml'),
      relations('texte/_rels/a.xml.rels', 'styles', 'looks.xml'),
      { name: 'texte/looks.xml', content: styles.content },
      {
        name: 'texte/a.xml',
        content: `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
      },
    ]
    const { blocks, warnings } = await extractDocx(buildDocx(wordParagraph('autre'), parts))
    assert.equal(blocks.map(({ text }) => text).join('\n'), 'vu')
    assert.deepEqual(
      warnings.map(({ fr }) => fr),
      ['texte caché, non lu : « un deux »'],
    )
  })

  const shown = {
    'not hidden after all': paragraph(run('public', '<w:vanish w:val="0"/>')),
    'a hidden end of the paragraph': paragraph(run('public', ''), '<w:rPr><w:vanish/></w:rPr>'),
    'white on a shaded paragraph': paragraph(
      run('public', '<w:color w:val="FFFFFF"/>'),
      '<w:shd w:val="clear" w:fill="1F3864"/>',
    ),
    'white on a shading of the theme': paragraph(
      run('public', '<w:color w:val="FFFFFF"/>'),
      '<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>',
    ),
    'white in a table with a style of its own': `<w:tbl><w:tblPr><w:tblStyle w:val="Grille"/></w:tblPr><w:tr><w:tc>${paragraph(run('public', '<w:color w:val="FFFFFF"/>'))}</w:tc></w:tr></w:tbl>`,
    'grey on white': paragraph(run('public', '<w:color w:val="AAAAAA"/>')),
    'of no colour said': paragraph(run('public', '<w:color w:val="auto"/>')),
  }
  for (const [name, body] of Object.entries(shown))
    it(`are not: ${name}`, async () => {
      const found = await read(body)
      assert.match(found.text, /public/)
      assert.deepEqual(found.warnings, [])
    })
})
