import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { withoutCourtesy } from './courtesies.ts'

it('takes the courtesies around a question away, and leaves what is none', () => {
  for (const [message, rest] of [
    ['d’accord mais combien ça coûte ?', 'combien ça coûte ?'],
    ['ok et pour les réels ?', 'et pour les réels ?'],
    ['Merci ! Comment écrire ma bio ?', 'Comment écrire ma bio ?'],
    ['Super, merci beaucoup, et les stories ?', 'et les stories ?'],
    ['merci comment faire un réel', 'comment faire un réel'],
    ['Bonjour, comment écrire ma bio ?', 'comment écrire ma bio ?'],
    ['Bjr c cb la formation svp', 'c cb la formation'],
    ['Bonsoir à toutes ! Combien coûte l’atelier ? Merci 🙏', 'Combien coûte l’atelier ?'],
    ['Salut les copines, ok et pour les réels ?', 'et pour les réels ?'],
    ['parle moi des stories stp merci d avance', 'parle moi des stories'],
    ['Combien coûte le Duo ? Merci beaucoup, bonne journée !', 'Combien coûte le Duo ?'],
    ['ok et pour les réels s’il te plaît 🙏', 'et pour les réels'],
    ['How do I start? Thanks in advance', 'How do I start?'],
  ] as const)
    assert.equal(withoutCourtesy(message), rest, message)
  for (const message of [
    'merci',
    'ok',
    'Super !',
    'Super bien écrire ma bio',
    'page de merci',
    'Top 5 des outils',
    'merci de m’aider',
    'bonne journée',
    'bonjour',
    'Bonjour !',
    'Salutation au soleil en réel',
    'Que dire après « merci beaucoup » ?',
    'que mettre sur la page de merci',
  ])
    assert.equal(withoutCourtesy(message), message)
})

it('is quick with whatever is written, and never leaves nothing', () => {
  const parts = fc.constantFrom(
    'merci',
    'stp',
    ' ',
    ', ',
    '… ',
    'bonjour ',
    'd’avance',
    ' et ',
    'bonne journée',
    '!',
    '?',
    '🙏',
    'réel',
  )
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 300 }), written => {
      const message = written.join('')
      const began = performance.now()
      const rest = withoutCourtesy(message)
      assert.ok(performance.now() - began < 1000)
      assert.ok(message.includes(rest))
      assert.equal(/[\p{L}\p{N}]/u.test(rest), /[\p{L}\p{N}]/u.test(message))
    }),
  )
})
