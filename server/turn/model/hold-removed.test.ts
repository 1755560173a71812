import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anyCuts, filterInPieces } from '../../testing/split-text.ts'
import { createRemovedHolder } from './hold-removed.ts'
import { filterText } from './text-filter.ts'

const removed = '(lien retiré)'
const create = () => createRemovedHolder(removed)

describe('the beginning of an answer', () => {
  for (const text of [
    '[suivi] (lien retiré)',
    '(lien retiré)',
    ' **[a] (lien retiré)**\n\n[b](lien retiré), (lien retiré).\n',
    '[] (lien retiré)',
    '',
  ])
    it(`says nothing: ${JSON.stringify(text)}`, () => assert.equal(filterText(create(), text), ''))

  for (const text of [
    '[suivi] (lien retiré)\n\nVoici la réponse.',
    '[1] Oui.',
    '[Ta page](https://aide.example/)',
    '(lien retiré) a',
    '(lien',
    '[suivi',
    '[suivi]',
    '**Oui**',
    `[${'a'.repeat(201)}] (lien retiré)`,
    '7',
  ])
    it(`is kept as it is: ${JSON.stringify(text.slice(0, 40))}`, () =>
      assert.equal(filterText(create(), text), text))

  it('is held back no longer than it says nothing', () => {
    const holder = create()
    assert.equal(holder.push('[a] (lien ret'), '')
    assert.equal(holder.push('iré) '), '')
    assert.equal(holder.push('Oui'), '[a] (lien retiré) Oui')
    assert.equal(holder.push(' [b] (lien'), ' [b] (lien')
    assert.equal(create().push('Oui'), 'Oui')
  })

  it('is the same however it is cut', () => {
    const parts = fc.constantFrom('[', ']', '(', ' ', removed, 'lien', 'a', '\n', '*', '[b] (lien retiré)')
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 12 }).map(all => all.join('')),
        anyCuts,
        (text, cuts) => assert.equal(filterInPieces(create(), text, cuts), filterText(create(), text)),
      ),
      { numRuns: 1000 },
    )
  })
})
