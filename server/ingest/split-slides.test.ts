import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildPptx, slideShape } from '../testing/build-office.ts'
import { createTokenCounter } from './count-tokens.ts'
import { parseDocument } from './parse-document.ts'

const countTokens = createTokenCounter()

async function chunksOf(slides: readonly { title?: string; texts: readonly string[] }[]) {
  const bytes = buildPptx(
    slides.map(({ title, texts }) => ({
      shapes: (title ? slideShape('title', [title]) : '') + (texts.length > 0 ? slideShape('', texts) : ''),
    })),
  )
  const { chunks } = await parseDocument({ type: 'pptx', filename: 'a.pptx', bytes }, countTokens)
  return chunks.map(({ content, page, section }) => [page, section, content.replace(/\s*\n\s*/g, ' / ')])
}

describe('slides', () => {
  it('are chunks of their own, however short they are', async () => {
    assert.deepEqual(
      await chunksOf([
        { title: 'Nos offres', texts: ['Trois formules.'] },
        { title: 'Notre équipe', texts: ['Douze personnes.'] },
      ]),
      [
        [1, 'Nos offres', 'Nos offres / Trois formules.'],
        [2, 'Notre équipe', 'Notre équipe / Douze personnes.'],
      ],
    )
  })

  it('of one subject go together', async () => {
    assert.deepEqual(
      (
        await chunksOf([
          { title: 'Nos offres (1/2)', texts: ['Essentiel : 29 euros.'] },
          { title: 'Nos offres (2/2)', texts: ['Pro : 59 euros.'] },
          { title: 'Nos clients', texts: ['Des boutiques.'] },
          { title: 'Nos clients (suite)', texts: ['Des agences.'] },
        ])
      ).map(([page, , content]) => [page, content]),
      [
        [1, 'Nos offres (1/2) / Essentiel : 29 euros. / Nos offres (2/2) / Pro : 59 euros.'],
        [3, 'Nos clients / Des boutiques. / Nos clients (suite) / Des agences.'],
      ],
    )
  })

  it('that are only a title go with what follows, and those without one stand alone', async () => {
    assert.deepEqual(
      await chunksOf([
        { title: 'Deuxième partie', texts: [] },
        { title: 'Nos prix', texts: ['À partir de 29 euros.'] },
        { texts: ['Une image et ces mots.'] },
      ]),
      [
        [1, 'Nos prix', 'Deuxième partie / Nos prix / À partir de 29 euros.'],
        [3, null, 'Une image et ces mots.'],
      ],
    )
  })
})
