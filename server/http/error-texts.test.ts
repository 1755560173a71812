import assert from 'node:assert/strict'
import { it } from 'node:test'
import { errorStatus } from '../errors.ts'
import { errorText, errorTitles } from './error-texts.ts'

it('has a sentence in both languages and a title for every code', () => {
  for (const [code, status] of Object.entries(errorStatus)) {
    const [french, english] = [errorText({ code }, 'fr'), errorText({ code }, 'en')]
    assert.ok(french.length > 10 && english.length > 10 && french !== english, code)
    assert.ok(errorTitles[status], String(status))
  }
})

it('names the field and why', () => {
  const error = { code: 'invalid', field: 'message', reason: 'message_too_long' }
  assert.equal(errorText(error, 'fr'), 'Le champ « message » dépasse 2 000 caractères.')
  assert.equal(errorText(error, 'en'), 'The field "message" is longer than 2,000 characters.')
})

it('falls back on fixed texts for codes and reasons that nobody gave it', () => {
  assert.equal(errorText({ code: 'toString' }, 'en'), errorText({ code: 'internal' }, 'en'))
  assert.equal(
    errorText({ code: 'invalid', field: 'x', reason: '__proto__' }, 'en'),
    errorText({ code: 'invalid' }, 'en'),
  )
})
