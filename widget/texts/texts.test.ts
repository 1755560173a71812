import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '../panel/conversation/conversation-state.ts'
import { textsFor as english } from './en.ts'
import { textsFor as englishRest } from './en-rest.ts'
import { failureText, formatWait } from './failure-text.ts'
import { fillText } from './fill-text.ts'
import { textsFor as french } from './fr.ts'
import { textsFor as frenchRest } from './fr-rest.ts'
import type { Texts } from './texts.ts'

const tu: Texts = { ...french('tu'), ...frenchRest('tu') }
const vous: Texts = { ...french('vous'), ...frenchRest('vous') }
const en: Texts = { ...english('tu'), ...englishRest('tu') }
const all = { tu, vous, en }
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

describe('the texts', () => {
  it('are all there, with the same places for values, in each language and form', () => {
    const keys = Object.keys(tu).sort()
    for (const [name, texts] of Object.entries(all)) {
      assert.deepEqual(Object.keys(texts).sort(), keys, name)
      for (const [key, text] of Object.entries(texts)) {
        assert.ok(text.trim(), `${name} ${key}`)
        assert.deepEqual(holes(text), holes(tu[key as keyof Texts]), `${name} ${key}`)
      }
    }
  })

  it('say « tu » or « vous », never both', () => {
    for (const [key, text] of Object.entries(tu))
      assert.doesNotMatch(text, /(?<!\p{L})(vous|votre|vos)(?!\p{L})/iu, key)
    for (const [key, text] of Object.entries(vous)) {
      if (key !== 'personRequest')
        assert.doesNotMatch(text, /(?<!\p{L})(tu|toi|te|ton|ta|tes)(?!\p{L})|(?<!\p{L})t’/iu, key)
      // The imperative of « tu » has no -ez.
      assert.doesNotMatch(text, /(Réessaie|Écris|Évite|Pose|Essaie|raccourcis|envoie)(?!\p{L})/u, key)
    }
  })

  it('keep to French typography', () => {
    for (const [key, text] of [...Object.entries(tu), ...Object.entries(vous)]) {
      assert.doesNotMatch(text, /'/, `${key}: apostrophe`)
      assert.doesNotMatch(text, /(?<!\u202F)[?!;]/, `${key}: narrow space before ? ! ;`)
      assert.doesNotMatch(text, /(?<!\u00A0):/, `${key}: space before :`)
      assert.doesNotMatch(text, /\.\.\.|«(?!\u00A0)|(?<!\u00A0)»/, key)
    }
    for (const [key, text] of Object.entries(en)) assert.doesNotMatch(text, /'|\s[?!;:]|\.\.\./, key)
  })

  it('fill in values, and nothing else', () => {
    assert.equal(fillText(tu.writing, { name: '{count} $& Carole' }), '{count} $& Carole écrit…')
    assert.equal(fillText('{a} {b}', { a: 1 }), '1 {b}')
  })

  it('name a time to come with its unit', () => {
    assert.deepEqual(
      [-5, 0, 1, 1001, 42_000, 99_000, 100_000, 180_000].map(formatWait),
      ['1 s', '1 s', '1 s', '2 s', '42 s', '99 s', '2 min', '3 min'].map(text => text.replace(' ', '\u00A0')),
    )
  })

  it('have a sentence of their own for each bad day', () => {
    const codes: Failure['code'][] = [
      ...(['offline', 'unreachable', 'timeout', 'cut', 'rate_limited', 'busy'] as const),
      ...(['unavailable', 'forbidden', 'too_long', 'empty', 'refused', 'failed'] as const),
    ]
    for (const texts of Object.values(all)) {
      const sentences = codes.map(code => failureText(texts, { code }, 0))
      assert.equal(new Set(sentences).size, codes.length)
      for (const sentence of sentences) assert.match(sentence, /\.$/)
    }
    assert.equal(
      failureText(tu, { code: 'rate_limited', retry_at: 42_000 }, 0),
      'Tu écris un peu vite\u202F! Ton message est gardé et repart dans 42\u00A0s.',
    )
    assert.equal(failureText(tu, { code: 'refused', detail: 'Trop long.' }, 0), 'Trop long.')
  })
})
