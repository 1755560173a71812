import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withoutIntroduction } from './without-introduction.ts'

describe('withoutIntroduction', () => {
  for (const [message, rest] of [
    ['Bonjour, je m’appelle Claire et je voudrais un tarif', 'je voudrais un tarif'],
    ['slt moi c’est karine, des idées de réels ?', 'des idées de réels ?'],
    ['Je suis Claire Martin. Combien de pages ?', 'Combien de pages ?'],
    ['Hi, I’m Sarah from London. How many pages?', 'How many pages?'],
    ['my name is Julie. How do I begin?', 'How do I begin?'],
  ] as const)
    it(`takes the name off « ${message} »`, () => assert.equal(withoutIntroduction(message), rest))

  for (const message of [
    'Je m’appelle Julie',
    'Je suis naturopathe, que publier ?',
    'Je suis à Nantes. Quels horaires ?',
    'I’m lost. How do I begin?',
    'Comment je m’appelle dans la bio ?',
    'Ici on vend des bougies, comment en parler ?',
  ])
    it(`leaves « ${message} »`, () => assert.equal(withoutIntroduction(message), message))
})
