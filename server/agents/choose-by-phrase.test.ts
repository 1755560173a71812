import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exchange, paul, personaFile, routerOf, zoe } from '../testing/small-team.ts'
import type { RoutingRequest } from './choose-agent.ts'
import { renderTeamText } from './team-text.ts'

const { team, router } = routerOf([paul, zoe])

function ask(message: string, context: Partial<RoutingRequest> = {}) {
  return router.choose({ message, history: [], passages: [], ...context })
}
describe('a courtesy once something was answered', () => {
  const history = exchange('Comment faire une story ?', 'zoe')
  it('is no greeting where emoji say more, and leaves "comment ça marche ?" to her who spoke', () => {
    const topicOf = (message: string, given = history) => {
      const decision = ask(message, { history: given })
      return decision.kind === 'smalltalk' ? decision.topic : decision.kind
    }
    assert.deepEqual(
      ['👍', '❤️ 🙏', '😡', 'bonjour', 'merci Zoé', 'tu es un robot ?'].map(text => topicOf(text)),
      ['thanks', 'thanks', 'clarify', 'greeting', 'thanks', 'identity'],
    )
    assert.equal(topicOf('👍', []), 'greeting')
    assert.equal(topicOf('comment ça marche ?', []), 'identity')
    assert.equal(ask('comment ça marche ?', { history }).agent, 'zoe')
  })
})

describe('a specialist asked for with no question', () => {
  const introduces = (message: string, history: RoutingRequest['history'] = []) => {
    const decision = ask(message, { history })
    return decision.kind === 'agent' && decision.agent === 'zoe' && decision.introduces === true
  }

  it('says who she is', () => {
    for (const message of [
      'Zoé',
      'Bonjour Zoé !',
      'Je veux parler à Zoé',
      'je voudrais discuter avec zoé svp',
      'Passe-moi Zoé',
      'Zoé, tu peux m’aider ?',
      'can I talk to Zoé please?',
    ])
      assert.ok(introduces(message), message)
  })

  it('answers what is asked with her name, or before it', () => {
    const clarify = renderTeamText({ ...team, language: 'fr' }, 'clarify')
    assert.ok(!introduces('Zoé', exchange('Comment avoir plus de clients ?', 'escalate', clarify)))
    for (const message of [
      'je voudrais parler à Zoé de mes réels',
      'Zoé, une idée de réel ?',
      'Zoé, tu es un robot ?',
    ])
      assert.ok(!introduces(message), message)
  })
})

describe('what needs no specialist', () => {
  it('is told whom to call first, whatever else a message in distress names', () => {
    const pairs = [{ owner: 'zoe', score: 1 }]
    for (const message of [
      'j’ai envie de mourir',
      'Zoé, je veux mourir',
      'je veux mourir, passez-moi un conseiller',
    ])
      assert.equal(ask(message, { pairs }).kind, 'distress', message)
  })

  it('is told by its kind', () => {
    assert.equal(ask('je veux parler à quelqu’un').kind, 'human')
    assert.equal(ask('Hello').kind, 'smalltalk')
    assert.equal(ask('merci !').kind, 'smalltalk')
  })

  it('gives a specialist asked for by name, not a person', () => {
    const decision = ask('je voudrais parler à Zoé')
    assert.equal(decision.agent, 'zoe')
  })
})

describe('a name that is a common word', () => {
  const claire = personaFile(
    'claire',
    'Claire',
    ['Quelle recette le matin ?', 'Combien de protéines ?'],
    ['repas'],
  )
  const { router: withClaire } = routerOf([paul, zoe, claire])
  const choose = (message: string) => withClaire.choose({ message, history: [], passages: [] }).agent

  it('is hers where she is asked for or spoken to', () => {
    for (const message of [
      'Claire',
      'claire stp',
      'je veux parler à claire',
      'passe-moi Claire',
      'Claire, combien de protéines ?',
    ])
      assert.equal(choose(message), 'claire', message)
  })

  it('is a word elsewhere', () => {
    for (const message of ['une légende claire', 'Comment parler de ma marque en story de façon claire ?'])
      assert.equal(choose(message), 'zoe', message)
  })
})
