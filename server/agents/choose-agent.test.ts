import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { exchange, nadia, paul, routerOf, zoe } from '../testing/small-team.ts'
import type { RoutingRequest } from './choose-agent.ts'
import { renderTeamText } from './team-text.ts'

const { team, router } = routerOf([paul, zoe])

function ask(message: string, context: Partial<RoutingRequest> = {}) {
  return router.choose({ message, history: [], passages: [], ...context })
}
describe('the router', () => {
  it('gives a question to the specialist whose examples it resembles', () => {
    for (const [message, agent] of [
      ['comment je relance les paniers abandonnés', 'paul'],
      ['une sequence email de bienvenue', 'paul'],
      ['une idée de réel pour mon instagram', 'zoe'],
      ['des idées de story pour demain', 'zoe'],
    ]) {
      const decision = ask(message ?? '')
      assert.equal(decision.agent, agent, message)
      assert.ok(decision.confidence >= 0.7, `${message}: ${decision.confidence}`)
    }
  })

  it('takes a third specialist for one more file and nothing else', () => {
    const { router: three } = routerOf([paul, zoe, nadia])
    const request = { message: 'dois-je payer la TVA sur mes factures ?', history: [], passages: [] }
    assert.equal(three.choose(request).agent, 'nadia')
    assert.notEqual(router.choose(request).kind, 'agent')
  })

  it('says that nobody here knows the capital of Peru', () => {
    assert.equal(ask('Quelle est la capitale du Pérou ?').kind, 'out_of_scope')
  })

  it('asks, under the threshold, and names both specialists', () => {
    const doubtful = routerOf([paul, zoe], 1).router.choose({
      message: 'comment avoir plus de clients',
      history: [],
      passages: [],
    })
    assert.equal(doubtful.agent, 'escalate')
    assert.deepEqual([...doubtful.candidates].sort(), ['paul', 'zoe'])
  })

  it('lets the passages found decide between specialists the words leave equal', () => {
    const message = 'le webinaire'
    const toPaul = ask(message, {
      passages: [
        { owner: 'paul', lexical: 0.9 },
        { owner: 'zoe', lexical: 0.2 },
      ],
    })
    const toZoe = ask(message, {
      passages: [
        { owner: 'zoe', lexical: 0.9 },
        { owner: 'paul', lexical: 0.2 },
      ],
    })
    assert.equal(toPaul.candidates[0], 'paul')
    assert.equal(toZoe.candidates[0], 'zoe')
  })
})

describe('a short follow-up', () => {
  const history = exchange('Comment faire une story ?', 'zoe')
  for (const message of [
    'et pour les réels ?',
    'oui',
    'tu peux donner un exemple ?',
    'et si je n’ai pas de site ?',
    'pourquoi ?',
    'ça marche aussi pour un petit compte ?',
    'and then?',
  ]) {
    it(`stays with the specialist who spoke last: ${message}`, () => {
      const decision = ask(message, {
        history: message === 'oui' ? exchange('Une story ?', 'zoe', 'Tu veux un exemple ?') : history,
      })
      assert.equal(decision.agent, 'zoe')
    })
  }

  it('changes specialist when it plainly belongs to the other', () => {
    assert.equal(ask('et comment envoyer une séquence d’emails ?', { history }).agent, 'paul')
  })

  it('goes to nobody when nobody has spoken', () => {
    assert.equal(ask('et ensuite ?').agent, 'escalate')
  })
})

describe('after the clarifying question', () => {
  const clarify = renderTeamText({ ...team, language: 'fr' }, 'clarify')
  const history = exchange('Comment avoir plus de clients ?', 'escalate', clarify)
  for (const [message, agent] of [
    ['Zoé', 'zoe'],
    ['zoe stp', 'zoe'],
    ['plutôt Paul', 'paul'],
    ['la deuxième', 'zoe'],
    ['la première', 'paul'],
    ['2', 'zoe'],
    ['instagram', 'zoe'],
    ['les emails', 'paul'],
  ]) {
    it(`understands "${message}"`, () => assert.equal(ask(message ?? '', { history }).agent, agent))
  }
})

describe('a message for two specialists', () => {
  it('goes where the urgency is', () => {
    const decision = ask(
      'Mes emails arrivent dans les spams, c’est urgent, et ensuite je voudrais un calendrier éditorial Instagram',
    )
    assert.equal(decision.agent, 'paul')
    assert.match(decision.reasoning, /urgent/)
  })

  it('goes to the last of them when nothing presses', () => {
    const decision = ask('Comment créer une page de capture et comment faire un réel Instagram ?')
    assert.equal(decision.agent, 'zoe')
    assert.match(decision.reasoning, /à parts égales/)
  })

  for (const [message, agent] of [
    ['J’ai une séquence d’emails, comment faire un réel Instagram ?', 'zoe'],
    ['Je poste des réels tous les jours. Comment automatiser mes emails ?', 'paul'],
    ['Je n’ai pas besoin d’aide pour mes emails, mais pour mes stories Instagram', 'zoe'],
    ['Merci pour la réponse sur mes réels Instagram, comment relancer un panier abandonné ?', 'paul'],
    ['I already have an email sequence, how often should I post on Instagram?', 'zoe'],
  ] as const)
    it(`goes to her who is asked, and is no other’s question: ${message}`, () => {
      const decision = ask(message)
      assert.deepEqual([decision.agent, decision.kind === 'agent' && decision.others], [agent, undefined])
    })

  it('is one question where one specialist’s documents alone answer the whole of it', () => {
    const message = 'Comment créer une page de capture et comment faire un réel Instagram ?'
    const othersOf = (paul: number, zoe: number) => {
      const passages = [
        { owner: 'paul', lexical: paul },
        { owner: 'zoe', lexical: zoe },
      ]
      const decision = ask(message, { passages })
      return [decision.agent, decision.kind === 'agent' && decision.others?.map(({ agent }) => agent)]
    }
    assert.deepEqual(othersOf(1, 0.3), ['paul', undefined])
    assert.deepEqual(othersOf(1, 0.7), ['zoe', ['paul']])
    assert.deepEqual(othersOf(0.8, 0.3), ['zoe', ['paul']])
  })

  it('names the questions that are another’s, and not what it only tells', () => {
    const decision = ask(
      'Mes stories Instagram plaisent. Comment créer une page de capture et comment faire un réel Instagram ?',
    )
    assert.deepEqual(decision.kind === 'agent' && decision.others, [
      { agent: 'paul', text: 'Comment créer une page de capture' },
    ])
  })

  it('is asked about when the threshold is above its confidence', () => {
    const request = {
      message: 'Comment créer une page de capture et comment faire un réel Instagram ?',
      history: [],
      passages: [],
    }
    const { confidence } = router.choose(request)
    const below = routerOf([paul, zoe], confidence - 0.001).router.choose(request)
    const above = routerOf([paul, zoe], confidence + 0.001).router.choose(request)
    assert.deepEqual([below.kind, below.agent], ['agent', 'zoe'])
    assert.deepEqual([above.kind, above.agent, above.confidence], ['clarify', 'escalate', confidence])
    assert.deepEqual([...above.candidates].sort(), ['paul', 'zoe'])
  })
})

describe('a word or two that nobody’s files know', () => {
  const passages = [{ owner: 'paul', lexical: 1 }]
  for (const message of ['Bonjour un', 'bonjour le', 'hello je', 'comment', 'un', 'deux trois', 'et pour ?'])
    it(`is asked about when it has no subject, whatever was found: ${message}`, () => {
      const decision = ask(message, { passages })
      assert.equal(decision.kind, 'clarify')
      assert.ok(decision.confidence < 0.5)
    })

  for (const message of ['azertyuiop', 'machin truc', 'bonjour blabla', 'qsdf ?'])
    it(`does not go to a specialist: ${message}`, () => assert.notEqual(ask(message).kind, 'agent'))

  for (const [message, agent] of [
    ['tunel', 'paul'],
    ['instagrm', 'zoe'],
    ['bonjour newsletters', 'paul'],
    ['une story', 'zoe'],
  ] as const)
    it(`goes to its specialist when it is only mistyped or inflected: ${message}`, () =>
      assert.equal(ask(message).agent, agent))

  it('goes where the documents know it', () => {
    assert.equal(ask('webinaire', { passages }).agent, 'paul')
  })

  it('names all the specialists, as nothing speaks for one', () => {
    const { router: three } = routerOf([paul, zoe, nadia])
    const { candidates } = three.choose({ message: 'bonjour une', history: [], passages: [] })
    assert.deepEqual([...candidates].sort(), ['nadia', 'paul', 'zoe'])
  })

  it('still goes on with the specialist who spoke', () => {
    assert.equal(ask('et pour ?', { history: exchange('Comment faire une story ?', 'zoe') }).agent, 'zoe')
  })

  for (const message of ['salut toi', 'coucou la team', 'bonjour madame', 'bjr tlm', 'allo ?', '???'])
    it(`is a greeting: ${message}`, () => {
      const decision = ask(message, { passages })
      assert.equal(decision.kind === 'smalltalk' && decision.topic, 'greeting')
    })
})

describe('what everybody’s documents answer', () => {
  const passages = [{ owner: 'shared', lexical: 0.9 }]
  const answeredByAll = () => true

  it('is given by her who is named or spoke last, where it would be asked back', () => {
    assert.equal(ask('horaires', { passages }).kind, 'clarify')
    assert.equal(ask('horaires', { passages, answeredByAll: () => false }).kind, 'clarify')
    const decision = ask('horaires', { passages, answeredByAll })
    assert.equal(decision.kind, 'agent')
    assert.match(decision.reasoning, /documents communs/)
    for (const [message, speaker, agent] of [
      ['Qui est Zoé au juste ?', 'escalate', 'zoe'],
      ['Qui est Paul au juste ?', 'escalate', 'paul'],
    ] as const)
      assert.equal(ask(message, { passages, answeredByAll, history: exchange('?', speaker) }).agent, agent)
  })

  it('is not looked for where the router is sure', () => {
    const unwanted = () => assert.fail('looked for')
    assert.equal(
      ask('une idée de réel pour mon instagram', { passages, answeredByAll: unwanted }).agent,
      'zoe',
    )
    assert.equal(ask('Quelle est la capitale du Pérou ?', { answeredByAll: unwanted }).kind, 'out_of_scope')
  })
})

describe('a message nobody understands twice', () => {
  it('is handed to a person instead of asked about again', () => {
    const strict = routerOf([paul, zoe], 1).router
    const clarify = renderTeamText({ ...team, language: 'fr' }, 'clarify')
    const message = 'plutôt instagram ou email ?'
    assert.equal(strict.choose({ message, history: [], passages: [] }).kind, 'clarify')
    const history = exchange(message, 'escalate', clarify)
    assert.equal(strict.choose({ message, history, passages: [] }).kind, 'human')
  })
})

describe('for any input, the router', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
  )
  const passages = fc.array(
    fc.record({
      owner: fc.constantFrom('paul', 'zoe', 'shared', 'x'),
      lexical: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  )
  const history = fc.array(
    fc.record({
      role: fc.constantFrom('user' as const, 'assistant' as const),
      content: text,
      agent: fc.constantFrom('paul', 'zoe', 'escalate', null),
    }),
    { maxLength: 6 },
  )
  const request = fc.record({ message: text, history, passages })
  const shuffled = routerOf([zoe, paul]).router

  it('never throws, keeps confidence in 0..1, gives the same answer twice and whatever the order of the files', () => {
    fc.assert(
      fc.property(request, given => {
        const decision = router.choose(given)
        assert.ok(decision.confidence >= 0 && decision.confidence <= 1)
        assert.match(decision.reasoning, /^\p{Lu}.*\.$/u)
        assert.deepEqual(router.choose(given), decision)
        assert.deepEqual(shuffled.choose(given), decision)
      }),
      { numRuns: 300 },
    )
  })
})
