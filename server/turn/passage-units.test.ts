import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { passageUnits } from './passage-units.ts'
import { splitUnits } from './sentences.ts'

it('gives the units of a passage, read for the first time or again', () => {
  const text = fc.array(
    fc.constantFrom('# Titre', 'Un réel dure 30 secondes.', 'Et après ?', '- un point', '', 'x = 1;'),
  )
  fc.assert(
    fc.property(
      text,
      fc.option(fc.constantFrom('', 'Titre', 'Autre > Titre')),
      fc.boolean(),
      (lines, section, code) => {
        const content = lines.join('\n')
        const expected = splitUnits(content, section, code)
        for (const _ of [1, 2]) {
          const units = passageUnits(content, section, code)
          assert.deepEqual(
            units.map(({ unit }) => unit),
            expected,
          )
        }
      },
    ),
  )
})

it('keeps the words apart from the stop words it counts, also of texts forgotten in between', () => {
  const first = passageUnits('Un réel dure trente secondes.', null, false)
  for (let index = 0; index < 1000; index++) passageUnits(`Le texte numéro ${index} est long.`, null, false)
  const again = passageUnits('Un réel dure trente secondes.', null, false)
  assert.deepEqual(again, first)
  assert.deepEqual(again[0]?.words, ['un', 'reel', 'dure', 'trente', 'secondes'])
  assert.equal(again[0]?.content, 4)
})
