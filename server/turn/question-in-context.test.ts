import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadTeam } from '../agents/load-team.ts'
import { renderTeamText } from '../agents/team-text.ts'
import { readQuestion } from './question-in-context.ts'

const { team, personas } = await loadTeam(join(import.meta.dirname, '../../agents'))
const at = '2026-01-01T00:00:00.000Z'

/** A conversation of one question and its answer. */
function after(question: string, answer: string, agent: string) {
  return [
    { role: 'user' as const, content: question, agent, createdAt: at },
    { role: 'assistant' as const, content: answer, agent, createdAt: at },
  ]
}

const stories = after('Comment planifier mes stories ?', 'Avec un calendrier.', 'carole')
const clarify = renderTeamText({ team, personas, language: 'fr' }, 'clarify')
const asked = after('slt g oublié mon identifiant', clarify, 'escalate')

describe('readQuestion', () => {
  it('searches with the previous question before a message that leans on it', () => {
    const question = readQuestion('et pour les réels ?', stories, { team, personas })
    assert.equal(question.search, 'Comment planifier mes stories ? et pour les réels ?')
  })

  it('asks the same specialist what the message names first, then both together', () => {
    const question = readQuestion('et pour les réels ?', stories, { team, personas })
    assert.deepEqual(question.readingsFor('carole'), ['et pour les réels ?', question.search])
  })

  it('asks another specialist the message alone: the subject has changed', () => {
    const question = readQuestion('et pour les emails ?', stories, { team, personas })
    assert.deepEqual(question.readingsFor('audrey'), ['et pour les emails ?'])
  })

  it('leaves a question alone that stands on its own, and the first message, however short', () => {
    for (const [message, history] of [
      ['Comment relier Systeme.io à mon domaine ?', stories],
      ['et les réels ?', []],
    ] as const) {
      const question = readQuestion(message, history, { team, personas })
      assert.deepEqual([question.search, ...question.readingsFor('carole')], [message, message])
    }
  })

  it('searches for where the team is in words that tell it, and asks a model as it was asked', () => {
    for (const message of ['vous êtes où ?', 'Bonjour, où êtes-vous exactement ?', 'Where are you?']) {
      const { search, toModel } = readQuestion(message, [], { team, personas })
      assert.match(search, /\(basées, situées, based\)$/, message)
      assert.equal(toModel, message)
    }
    for (const message of ['où êtes-vous sur Instagram ?', 'c’est où ?', 'où placer le bouton ?'])
      assert.equal(readQuestion(message, [], { team, personas }).search, message)
  })

  it('leaves out the courtesy after a question', () => {
    const { own } = readQuestion('parle moi des stories stp merci d avance', stories, { team, personas })
    assert.equal(own, 'parle moi des stories')
  })

  it('leaves out the name of the specialist it speaks to, now and in the question before', () => {
    const given = { team, personas }
    const alone = readQuestion('Carole, c’est quoi le storytelling ?', [], given)
    assert.deepEqual(
      [alone.search, alone.own],
      ['c’est quoi le storytelling ?', 'c’est quoi le storytelling ?'],
    )
    const before = after('Carole, comment planifier mes stories ?', 'Avec un calendrier.', 'carole')
    const { search } = readQuestion('et pour les réels ?', before, given)
    assert.equal(search, 'comment planifier mes stories ? et pour les réels ?')
    assert.equal(readQuestion('Qui est Carole ?', [], given).search, 'Qui est Carole ?')
  })

  it('leaves out the courtesy before the question', () => {
    const { search, own } = readQuestion('d’accord mais combien ça coûte ?', stories, { team, personas })
    assert.equal(own, 'combien ça coûte ?')
    assert.equal(search, 'Comment planifier mes stories ? combien ça coûte ?')
  })

  it('reads what another specialist is asked to say of it with what was asked before', () => {
    const question = readQuestion('et toi Audrey, un exemple ?', stories, { team, personas })
    assert.deepEqual(question.readingsFor('audrey'), [
      'un exemple ?',
      'Comment planifier mes stories ? un exemple ?',
    ])
  })

  it('goes on with the question that stands alone, over thanks and what was asked of it since', () => {
    const talk = [
      ...stories,
      ...after('combien de temps ?', 'Deux heures.', 'carole'),
      ...after('merci !', 'Avec plaisir.', 'escalate'),
    ]
    const question = readQuestion('c’est obligatoire ?', talk, { team, personas })
    assert.equal(question.about, 'Comment planifier mes stories ?')
    assert.equal(question.search, 'Comment planifier mes stories ? c’est obligatoire ?')
  })

  it('goes on no further back than where another specialist began to answer', () => {
    const talk = [...stories, ...after('et pour les emails ?', 'Avec une séquence.', 'audrey')]
    assert.equal(readQuestion('pourquoi ?', talk, { team, personas }).about, 'et pour les emails ?')
  })

  it('leaves out the name that the visitor gives as her own', () => {
    const { search, own } = readQuestion('Je suis Claire, quels tarifs ?', [], { team, personas })
    assert.deepEqual([search, own], ['quels tarifs ?', 'quels tarifs ?'])
  })

  it('gives a model the message as it is, and for a reply to the clarifying question what it asks', () => {
    const toModel = (message: string, history: Parameters<typeof readQuestion>[1]) =>
      readQuestion(message, history, { team, personas }).toModel
    assert.equal(toModel('Je suis Claire, quels tarifs ?', []), 'Je suis Claire, quels tarifs ?')
    assert.equal(toModel('combien de temps ?', stories), 'combien de temps ?')
    assert.equal(toModel('Audrey', asked), 'g oublié mon identifiant')
  })

  it('takes a name after the clarifying question for an answer to it: the question before is asked', () => {
    for (const choice of ['audrey', 'plutôt Audrey', 'Audrey je pense', 'la première', '1']) {
      const question = readQuestion(choice, asked, { team, personas })
      assert.deepEqual(
        [question.search, ...question.readingsFor('audrey')],
        ['g oublié mon identifiant', 'g oublié mon identifiant'],
        choice,
      )
    }
  })

  it('takes a name after a blame for who is to answer the question before that', () => {
    const blamed = [...stories, ...after('t’es nulle', clarify, 'escalate')]
    const question = readQuestion('Audrey', blamed, { team, personas })
    assert.deepEqual(question.readingsFor('audrey'), ['Comment planifier mes stories ?'])
  })

  it('asks by itself what it says, after the clarifying question what was asked before', () => {
    const own = (message: string, history: Parameters<typeof readQuestion>[1]) =>
      readQuestion(message, history, { team, personas }).own
    assert.equal(own('pourquoi ?', stories), 'pourquoi ?')
    assert.equal(own('et pour les réels ?', stories), 'et pour les réels ?')
    assert.equal(own('Audrey', asked), 'g oublié mon identifiant')
    assert.equal(own('sur mon téléphone', asked), 'g oublié mon identifiant sur mon téléphone')
  })

  it('adds a detail after the clarifying question to the question before', () => {
    const question = readQuestion('sur WordPress', asked, { team, personas })
    assert.deepEqual(question.readingsFor('audrey'), ['g oublié mon identifiant sur WordPress'])
  })

  it('takes a whole new question after the clarifying question as it is', () => {
    const message = 'En fait je voudrais savoir comment écrire une bonne bio Instagram'
    assert.equal(readQuestion(message, asked, { team, personas }).search, message)
  })
})
