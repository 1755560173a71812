import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepsLanguage } from './kept-language.ts'

const french = 'Voici ce que tu peux lire à ce sujet dans nos documents :'
const quoted = '> You can set it up in the settings of your account. [1]'

test('the language of the quotes does not count, only the words around them', () => {
  assert.equal(keepsLanguage(`${french}\n\n${quoted}`, 'fr'), true)
  assert.equal(keepsLanguage(`${french}\n\n${quoted}`, 'en'), false)
})

test('an answer that tells no language has not kept it', () => {
  assert.equal(keepsLanguage('OK', 'fr'), false)
  assert.equal(keepsLanguage('OK', 'en'), false)
})
