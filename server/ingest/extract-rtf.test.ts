import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { extractRtf } from './extract-rtf.ts'
import { Refusal } from './refusal.ts'

const read = (rtf: string) =>
  extractRtf(new Uint8Array(Buffer.from(`{\\rtf1\\ansi\\ansicpg1252 ${rtf}}`, 'latin1')))
const texts = (rtf: string) => read(rtf).blocks.map(({ kind, text }) => `${kind} ${text}`)

describe('reading RTF', () => {
  it('reads accents in both ways they are written, quotes, dashes and braces', () => {
    assert.deepEqual(
      texts("L\\rquote \\'e9t\\'e9 \\u8211 - \\{29 \\u8364\\'80\\}\\par \\uc0\\u233 t\\u233"),
      ['paragraph L’été – {29 €}', 'paragraph été'],
    )
  })

  it('makes headings of styles named so, and of outline levels', () => {
    const styles = '{\\stylesheet{\\s0 Normal;}{\\s1\\b heading 1;}{\\s2 Titre 2;}}'
    assert.deepEqual(
      texts(
        `${styles}\\pard\\s1 Un\\par\\pard\\s2 Deux\\par\\pard\\outlinelevel2 Trois\\par\\pard Texte\\par`,
      ),
      ['heading Un', 'heading Deux', 'heading Trois', 'paragraph Texte'],
    )
  })

  it('says the columns’ names in a table’s rows', () => {
    const row = (cells: readonly string[]) =>
      `\\trowd\\pard\\intbl ${cells.map(cell => `${cell}\\cell `).join('')}\\row `
    assert.deepEqual(
      texts(`${row(['Offre', 'Cible', 'Prix'])}${row(['Pro', 'Pigistes', '59'])}\\pard Fin\\par`),
      ['table-row Offre: Pro; Cible: Pigistes; Prix: 59', 'paragraph Fin'],
    )
  })

  it('leaves out fonts, pictures, headers, instructions and what is hidden', () => {
    assert.deepEqual(
      texts(
        "{\\fonttbl{\\f0 Arial;}}{\\header en-t\\'eate}{\\pict 0102}{\\*\\inconnu x}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt un lien}}{\\v cach\\'e9} et {\\bin3 }}}la suite",
      ),
      ['paragraph un lien et la suite'],
    )
    assert.equal(read('{\\info{\\title Le guide}{\\author Anne}}Texte').propertyTitle, 'Le guide')
  })

  it('refuses groups a thousand deep, and outlives braces that never close', () => {
    assert.throws(() => texts('{'.repeat(2000)), Refusal)
    assert.deepEqual(texts('}}}{{Texte'), ['paragraph Texte'])
  })
})
