import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { createRouter } from './choose-agent.ts'
import { loadTeam } from './load-team.ts'
import { readSpokenTo } from './spoken-to.ts'

const team = ['Audrey', 'Carole', 'Rose', 'Claire', 'Marie-Lou'].map(name => ({
  id: name.toLowerCase(),
  name,
}))

function read(message: string) {
  const found = readSpokenTo(message, team)
  return found && [found.persona.name, found.rest]
}

it('hears whom a message speaks to, and leaves the name out of what it says', () => {
  for (const [message, name, rest] of [
    ['Carole, c’est quoi le storytelling ?', 'Carole', 'c’est quoi le storytelling ?'],
    ['carole c’est quoi le storytelling', 'Carole', 'c’est quoi le storytelling'],
    ['carolle comment faire un réel', 'Carole', 'comment faire un réel'],
    ['Bonjour Carole, comment écrire ma bio ?', 'Carole', 'comment écrire ma bio ?'],
    ['Dis Carole comment écrire ma bio ?', 'Carole', 'comment écrire ma bio ?'],
    ['@Carole des idées de stories', 'Carole', 'des idées de stories'],
    ['et Audrey, comment relancer un panier abandonné ?', 'Audrey', 'comment relancer un panier abandonné ?'],
    ['et toi Carole, combien de slides ?', 'Carole', 'combien de slides ?'],
    ['Combien de slides, Carole ?', 'Carole', 'Combien de slides ?'],
    [
      'Super. Et pour les réels, Carole, combien de temps ?',
      'Carole',
      'Super. Et pour les réels combien de temps ?',
    ],
    ['Audrey, no-show ?', 'Audrey', 'no-show ?'],
    ['Audrey : mes emails arrivent en spam', 'Audrey', 'mes emails arrivent en spam'],
    ['Demande à Carole combien de hashtags il faut', 'Carole', 'combien de hashtags il faut'],
    ['Je veux parler à Carole de mes hashtags', 'Carole', 'de mes hashtags'],
    ['Question pour Audrey : quel tunnel choisir ?', 'Audrey', 'quel tunnel choisir ?'],
    ['Marie-Lou, que manger le matin ?', 'Marie-Lou', 'que manger le matin ?'],
    ['Rose, quelle couleur pour ma marque ?', 'Rose', 'quelle couleur pour ma marque ?'],
    ['Hi Audrey! Why do my emails go to spam?', 'Audrey', 'Why do my emails go to spam?'],
  ] as const)
    assert.deepEqual(read(message), [name, rest], message)
})

it('leaves a name alone that is spoken of, and a word that is a name too', () => {
  for (const message of [
    'Qui est Carole ?',
    'Et Carole, elle fait quoi ?',
    'Carole, c’est qui ?',
    'Que fait Carole exactement ?',
    'C’est quoi la différence entre Audrey et Carole ?',
    'Audrey ou Carole, qui s’occupe des emails ?',
    'Quelle couleur, rose, bleu ou vert ?',
    'Le rose va-t-il à une marque de yoga ?',
    'rose ou bleu pour mes stories ?',
    'Comment écrire une offre claire ?',
    'une bio claire, comment faire ?',
    'J’ai suivi le cours de Rose Dupont, que faire ensuite ?',
  ])
    assert.equal(read(message), null, message)
})

it('hears no question where nothing but a name or a courtesy is said', () => {
  for (const message of [
    'Carole',
    'Carole ?',
    'et Audrey ?',
    'Bonjour Carole',
    'Merci Carole !',
    'Je veux parler à Carole svp',
    'Carole, tu es qui ?',
    '',
  ])
    assert.equal(read(message), null, message)
})

it('turns a message to her whom it speaks to, unless it is plainly another’s', async () => {
  const files = await loadTeam(join(import.meta.dirname, '../../agents'))
  const router = createRouter({ ...files, threshold: 0.7 })
  const history = [
    { role: 'user' as const, content: 'Comment relancer un panier abandonné ?', agent: null },
    { role: 'assistant' as const, content: 'Voici.', agent: 'audrey' },
  ]
  const choose = (message: string, before: typeof history = []) =>
    router.choose({ message, history: before, passages: [] })
  for (const [message, agent, before] of [
    ['Audrey, quels sont vos horaires ?', 'audrey'],
    ['Carole, quels sont vos horaires ?', 'carole'],
    ['et toi Carole, combien de slides ?', 'carole', history],
    ['et toi Carole, t’en penses quoi ?', 'carole', history],
    ['Audrey, combien de slides dans un carrousel ?', 'carole'],
  ] as const)
    assert.equal(choose(message, before && [...before]).agent, agent, message)
  assert.equal(choose('Carole, quels sont vos horaires ?').reasoning, 'Tu as demandé Carole.')
})
