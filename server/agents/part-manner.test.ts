import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { partsOf } from './mixed-question.ts'
import type { Manner } from './part-manner.ts'

const cases: [string, ...Manner[]][] = [
  ['Comment automatiser mes emails et quoi poster sur Instagram ?', 'asks', 'asks'],
  ['J’ai une newsletter sur Brevo, comment faire un carrousel ?', 'tells', 'asks'],
  ['Je poste des réels tous les jours. Comment automatiser mes emails ?', 'tells', 'asks'],
  ['Je n’ai pas besoin d’aide pour mes emails, mais pour mes posts Instagram', 'declines', 'asks'],
  ['Je ne veux pas de réels ni de posts, je cherche un outil d’emails', 'declines', 'asks'],
  ['Pas pour mes réels, pour mes emails', 'declines', 'declines'],
  ['Merci pour la réponse sur mes réels, maintenant comment relancer un panier ?', 'declines', 'asks'],
  ['Je veux des idées de stories et une séquence email', 'asks', 'asks'],
  ['J’ai besoin d’aide pour mes réels et pour ma newsletter', 'asks', 'asks'],
  ['Je voudrais créer un réel, mes emails sont prêts', 'asks', 'tells'],
  ['Automatiser mes emails, programmer mes posts', 'asks', 'asks'],
  ['Explique-moi les tunnels. Donne-moi des idées de réels.', 'asks', 'asks'],
  ['Où trouver des idées de réels ; mes emails partent le lundi', 'asks', 'tells'],
  ['Je sais comment écrire un email, je n’arrive pas à faire un réel', 'tells', 'asks'],
  ['Je ne sais pas comment écrire un email. Ma newsletter existe.', 'asks', 'tells'],
  ['Mes emails ne partent plus. Mes réels marchent bien.', 'asks', 'tells'],
  ['J’ai fait trois réels, et je galère avec mon tunnel de vente', 'tells', 'asks'],
  ['J’ai un souci avec mes emails, mes réels marchent', 'asks', 'tells'],
  ['Quand je poste un réel, mes ventes montent', 'tells', 'tells'],
  ['Calendrier éditorial terminé. Newsletter en cours.', 'tells', 'tells'],
  ['I already have an email sequence, how do I make an Instagram carousel?', 'tells', 'asks'],
  ['I don’t need help with my emails but with my posts', 'declines', 'asks'],
  ['I want ideas for reels and a welcome sequence', 'asks', 'asks'],
  ['Thanks for the email tips. Show me how to plan my reels', 'declines', 'asks'],
  ['My reels do well but I have trouble with my emails', 'tells', 'asks'],
  ['My funnel works well, my posts are fine', 'tells', 'tells'],
]

describe('what the parts of a message do', () => {
  for (const [message, ...manners] of cases)
    it(`is told by their words: ${message}`, () =>
      assert.deepEqual(
        partsOf(message).map(({ manner }) => manner),
        manners,
      ))
})
