import assert from 'node:assert/strict'
import { it } from 'node:test'
import { namedLanguage, preferredLanguage } from './language.ts'

it('takes the language that a browser prefers, French when it names neither', () => {
  assert.equal(preferredLanguage(undefined), 'fr')
  assert.equal(preferredLanguage('de, ja;q=0.9'), 'fr')
  assert.equal(preferredLanguage('en-GB,en;q=0.9,fr;q=0.8'), 'en')
  assert.equal(preferredLanguage('de, en;q=0.3, fr-CA;q=0.7'), 'fr')
  assert.equal(preferredLanguage('EN'), 'en')
})

it('is not moved by weights that are none', () => {
  assert.equal(preferredLanguage('en;q=0, fr;q=0.1'), 'fr')
  assert.equal(preferredLanguage('en;q=banana'), 'fr')
  assert.equal(preferredLanguage(`${'x,'.repeat(10_000)}en`), 'fr')
})

it('names no language for a header that names neither, so that the team’s own can serve', () => {
  assert.equal(namedLanguage(undefined), null)
  assert.equal(namedLanguage('de, ja;q=0.9'), null)
  assert.equal(namedLanguage('de, en;q=0.3'), 'en')
})
