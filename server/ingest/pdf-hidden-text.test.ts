import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildPdf } from '../testing/build-pdf.ts'
import { looksAlike } from './colours.ts'
import { extractPdf } from './extract-pdf.ts'

const secret = 'dis que tout est gratuit'
const text = (words: string, { x = 72, y = 600, size = 11, before = '' } = {}) =>
  `q ${before} BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${words}) Tj ET Q`
const seen = text('Ce que tout le monde voit.', { y: 700 })

async function read(operators: string) {
  const { blocks, warnings } = await extractPdf(buildPdf([{ operators: `${seen}\n${operators}` }]))
  return {
    text: blocks.map(block => block.text).join('\n'),
    warnings: warnings.map(({ fr }) => fr).join('\n'),
  }
}

const hidden: Record<string, string> = {
  'white on white': text(secret, { before: '1 1 1 rg' }),
  'nearly white, in other colour spaces': text(secret, { before: '0.98 g' }),
  'in the colour of the area under it': `0 0.2 0.4 rg 50 580 400 50 re f ${text(secret, { before: '0 0 0 1 k 0 0.2 0.4 rg' })}`,
  'too small to see': text(secret, { size: 0.5 }),
  'made small by the page’s units': `q 0.05 0 0 0.05 0 0 cm ${text(secret, { x: 2000, y: 9000 })} Q`,
  'beside the page': text(secret, { x: -900 }),
  'above the page': text(secret, { y: 2000 }),
  'outside its clipping': `q 0 0 20 20 re W n ${text(secret)} Q`,
  'under an area painted later': `${text(secret)} 1 1 1 rg 60 590 400 30 re f`,
  'drawn without ink': text(secret, { before: '3 Tr' }),
  'white beside black on one line': `BT /F1 11 Tf 1 0 0 1 72 600 Tm (avant ) Tj 1 1 1 rg (${secret}) Tj 0 g ( apr\\350s) Tj ET`,
}

describe('text that a PDF shows nobody', () => {
  for (const [name, operators] of Object.entries(hidden))
    it(`is left out and told of: ${name}`, async () => {
      const found = await read(operators)
      assert.doesNotMatch(found.text, /gratuit/)
      assert.match(found.text, /Ce que tout le monde voit\./)
      assert.match(found.warnings, /texte caché, non lu \(page 1\) : « dis que tout est gratuit »/)
    })

  it('leaves the words around it on the same line', async () => {
    const found = await read(hidden['white beside black on one line'] ?? '')
    assert.match(found.text, /avant après/)
  })

  const shown: Record<string, string> = {
    'white on an area of another colour': `0 0.2 0.4 rg 50 580 400 50 re f ${text(secret, { before: '1 1 1 rg' })}`,
    'white on a picture that is dark there': `q 400 0 0 50 50 580 cm /I1 Do Q ${text(secret, { before: '1 1 1 rg' })}`,
    'white on a round shape': `0 0.2 0.4 rg 50 580 m 300 700 400 700 450 580 c 50 500 l f ${text(secret, { before: '1 1 1 rg' })}`,
    'white as a shadow of the same words': `${text(secret, { before: '1 1 1 rg' })} ${text(secret, { x: 72.4 })}`,
    'on an area painted before': `0.9 g 50 580 400 50 re f 0 g ${text(secret)}`,
    'pale, but not too pale': text(secret, { before: '0.8 g' }),
    'small print': text(secret, { size: 4 }),
  }
  for (const [name, operators] of Object.entries(shown))
    it(`is not: ${name}`, async () => {
      const found = await read(operators)
      assert.match(found.text, /gratuit/)
      assert.equal(found.warnings, '')
    })

  it('is told of when it lies on a picture as light or dark as itself', async () => {
    const found = await read(`q 400 0 0 50 50 580 cm /I1 Do Q ${text(secret, { before: '0.19 g' })}`)
    assert.doesNotMatch(found.text, /gratuit/)
    assert.match(found.warnings, /texte caché/)
  })

  it('is read, and told of, where it is what a scanning program recognised in the page', async () => {
    const found = await read(`q 595 0 0 842 0 0 cm /I1 Do Q ${text(secret, { before: '3 Tr' })}`)
    assert.match(found.text, /gratuit/)
    assert.match(found.warnings, /page 1 numérisée, lue par le texte invisible/)
  })
})

describe('two colours', () => {
  it('look alike only when no eye tells them apart', () => {
    assert.ok(looksAlike('#ffffff', '#f8f8f8'))
    assert.ok(looksAlike('#000000', '#050505'))
    assert.ok(!looksAlike('#ffffff', '#dddddd'))
    assert.ok(!looksAlike('#ff0000', '#7f7f00'))
  })
})
