import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { opensSubject, standsAlone } from './leaning-question.ts'

describe('standsAlone', () => {
  for (const message of [
    'Combien coûte l’atelier ?',
    'idées de posts',
    'quelle musique ?',
    'c’est quoi SPF',
    'ça marche comment, les réels ?',
  ])
    it(`searches for « ${message} » as it is`, () => assert.ok(standsAlone(message)))

  for (const message of [
    'et pour les réels ?',
    'combien de places ?',
    'how many steps?',
    'c’est obligatoire ?',
    'ça dure combien de temps ?',
    'comment le configurer ?',
    'je comprends pas',
    'ok et pourquoi ?',
  ])
    it(`searches for « ${message} » with what was asked before`, () => assert.ok(!standsAlone(message)))
})

describe('opensSubject', () => {
  it('goes on with a question, or another subject, not with what was asked of it', () => {
    const opening = ['Comment faire un réel ?', 'c’est quoi SPF', 'et pour les stories ?']
    assert.deepEqual(opening.filter(opensSubject), opening)
    assert.deepEqual(['quelle musique ?', 'et le prix ?', 'combien de places ?'].filter(opensSubject), [])
  })
})
