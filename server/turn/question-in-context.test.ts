import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { questionForAgent, questionInContext } from './question-in-context.ts'

const history = [
  { role: 'user', content: 'Comment planifier mes stories ?', agent: 'carole' },
  { role: 'assistant', content: 'Avec un calendrier.', agent: 'carole' },
]

describe('questionInContext', () => {
  it('puts the previous question before a message that leans on it', () => {
    assert.equal(
      questionInContext('et pour les réels ?', history),
      'Comment planifier mes stories ? et pour les réels ?',
    )
    assert.equal(questionInContext('Pourquoi ?', history), 'Comment planifier mes stories ? Pourquoi ?')
  })

  it('leaves a question alone that stands on its own', () => {
    const question = 'Comment relier Systeme.io à mon domaine ?'
    assert.equal(questionInContext(question, history), question)
  })

  it('leaves the first message alone, however short', () => {
    assert.equal(questionInContext('et les réels ?', []), 'et les réels ?')
  })

  it('leaves a long message alone that begins with "et"', () => {
    const question = 'Et si je veux vendre ma formation de yoga en ligne, je commence par quoi ?'
    assert.equal(questionInContext(question, history), question)
  })
})

describe('questionForAgent', () => {
  it('keeps the context while the same specialist goes on', () => {
    assert.match(questionForAgent('carole', 'et pour les réels ?', history), /stories/)
  })

  it('drops it when another takes over', () => {
    assert.equal(questionForAgent('audrey', 'et pour les emails ?', history), 'et pour les emails ?')
  })
})
