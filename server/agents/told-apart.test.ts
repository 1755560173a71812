import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createRouter } from './choose-agent.ts'
import { loadTeam } from './load-team.ts'
import type { Persona } from './persona.ts'

const sample = await loadTeam(join(import.meta.dirname, '../../agents'))
const router = createRouter({ ...sample, threshold: 0.7 })
const kindOf = (message: string) => router.choose({ message, history: [], passages: [] }).kind

describe('courtesies, other people’s business and requests for a person', () => {
  const told: Record<string, string[]> = {
    smalltalk: [
      'salut',
      'slt',
      'cc cv ?',
      'merci bcp',
      'mrc',
      'ça va ?',
      'hi there',
      'thx',
      'bye bye',
      'bjr',
    ],
    out_of_scope: [
      'recette de crêpes',
      'quel temps fera-t-il demain ?',
      'ki a gagné le match hier',
      'c koi la capitale du perou',
      'what is the capital of Peru?',
      'who won the game yesterday?',
    ],
    human: [
      'je veux parler à quelqu’un',
      'jveux parlé a un humain svp',
      'un conseiller stp',
      'can I talk to a real person?',
      'g besoin d parler a kelkun',
    ],
    agent: [
      'mes mails arrivent en spam',
      'koi poster sur insta ?',
      'cmt fer un tunel de vente',
      'how often should I post on Instagram?',
    ],
  }
  for (const [kind, messages] of Object.entries(told))
    it(`are told apart, in French, English and as typed on a phone: ${kind}`, () => {
      assert.deepEqual(
        messages.filter(message => kindOf(message) !== kind),
        [],
      )
    })
})

/** Twenty trades, none of whose words are another's. */
const trades =
  `plomberie robinet fuite siphon;jardinage rosier pelouse haie;boulangerie pain levain croissant;couture ourlet tissu aiguille;
  serrurerie serrure clef verrou;dentiste dent carie gencive;vétérinaire chien vaccin chaton;notaire testament succession héritage;
  menuiserie armoire planche chêne;électricité prise disjoncteur ampoule;coiffure frange mèches brushing;optique lunettes verres myopie;
  piano gamme partition solfège;natation crawl piscine bassin;voyage billet valise passeport;photographie objectif diaphragme portrait;
  vélo guidon pédale freins;apiculture ruche miel essaim;poterie argile tournage émail;peinture pinceau aquarelle toile`
    .split(';')
    .map(trade => trade.trim().split(' '))

function teamOf(size: number): Persona[] {
  const [model] = sample.personas
  return trades.slice(0, size).map(([name = '', ...words]) => ({
    ...(model as Persona),
    id: `trade-${name.normalize('NFD').replace(/\p{M}/gu, '')}`,
    name,
    description: { fr: '', en: '' },
    keywords: [name],
    examples: words.flatMap(word => [
      `Comment choisir ${word} ?`,
      `J’ai un problème de ${word}`,
      `${word} : par où commencer ?`,
    ]),
  }))
}

describe('a team of any size', () => {
  for (const size of [2, 5, 20])
    it(`of ${size} sends each question to its specialist, and nobody’s to nobody`, () => {
      const personas = teamOf(size)
      const { choose } = createRouter({ team: sample.team, personas, threshold: 0.7 })
      const asked = trades.slice(0, size).map(([, ...words]) => `mon souci de ${words.at(-1)}, que faire ?`)
      const leading = asked.map(message => choose({ message, history: [], passages: [] }).candidates[0])
      assert.deepEqual(
        leading,
        personas.map(({ id }) => id),
      )
      for (const message of ['quelle est la capitale du Pérou ?', 'who won the game yesterday?'])
        assert.equal(choose({ message, history: [], passages: [] }).kind, 'out_of_scope', message)
    })

  it('explains itself: the decision is the turn’s, probabilities add up, the nearest example is one of hers', () => {
    const personas = teamOf(20)
    const { choose, explain } = createRouter({ team: sample.team, personas, threshold: 0.7 })
    const request = {
      message: 'mon rosier a un problème',
      history: [],
      passages: [{ owner: 'trade-jardinage', lexical: 0.8 }],
    }
    const { decision, specialists, inScope, step } = explain(request)
    assert.deepEqual(decision, choose(request))
    assert.equal(step, 'evidence')
    const [first] = specialists
    assert.equal(first?.name, 'jardinage')
    assert.equal(first?.documents, 0.8)
    assert.match(first?.nearest?.text ?? '', /rosier/)
    const sum = specialists.reduce((total, { probability }) => total + probability, 0)
    assert.ok(Math.abs(sum - inScope) < 1e-9)
  })
})
