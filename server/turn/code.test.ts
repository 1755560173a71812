import assert from 'node:assert/strict'
import { it } from 'node:test'
import { asksCode, isCode } from './code.ts'

it('tells code from sentences that hold some, records and addresses', () => {
  for (const code of [
    '<source srcset="chat.webp" type="image/webp">',
    'img { width: 100%; height: auto; }',
    'add_filter("title", $callback);',
  ])
    assert.ok(isCode(code), code)
  for (const text of [
    'Ajoute la balise <img> dans ta page.',
    'v=spf1 include:_spf.exemple.fr ~all',
    'https://agence.example/offres',
    'Offre: Essentiel; Prix: 29 €',
    '',
  ])
    assert.ok(!isCode(text), text)
})

it('knows a question that code may answer', () => {
  assert.ok(asksCode('Quel code HTML pour une image ?'))
  assert.ok(!asksCode('C’est quoi le webp ?'))
})
