import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { drawScan, toPng, toScannedPdf } from '../testing/build-scan.ts'
import { extractImage } from './extract-image.ts'
import { extractPdf } from './extract-pdf.ts'
import { Refusal } from './refusal.ts'

const scan = drawScan(['ELLE FILE LE FIL', 'FETE HIHI'])
const read = /ELLE FILE LE FIL[\s\S]*FETE/

describe('reading a picture', () => {
  it('recognises its letters', async () => {
    const { blocks } = await extractImage(toPng(scan))
    assert.match(blocks.map(({ text }) => text).join('\n'), read)
  })

  for (const turned of [false, true])
    it(`recognises a scanned page of a PDF${turned ? ' that lies on its side' : ''}, and says so`, async () => {
      let pages = 0
      const { blocks, warnings } = await extractPdf(toScannedPdf(scan, { turned }), () => pages++)
      assert.match(blocks.map(({ text }) => text).join('\n'), read)
      assert.ok(blocks.every(({ page }) => page === 1))
      assert.equal(warnings[0]?.fr, 'page 1 numérisée, lue par reconnaissance de texte (OCR)')
      assert.equal(pages, 1)
    })

  it('refuses 50 million pixels and one row more before it decodes any', async () => {
    const tooLarge = (error: unknown) => error instanceof Refusal && error.reason === 'too_complex'
    await assert.rejects(extractImage(toPng(scan, { width: 10_000, height: 5001 })), tooLarge)
    await assert.rejects(
      extractImage(toPng(scan, { width: 10_000, height: 5000 })),
      (error: unknown) => !tooLarge(error),
    )
  })

  it('refuses a picture that is cut short', async () => {
    await assert.rejects(
      extractImage(toPng(scan).slice(0, 60)),
      (error: unknown) => error instanceof Refusal && error.reason === 'corrupt',
    )
  })
})
