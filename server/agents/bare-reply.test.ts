import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { bareReply } from './bare-reply.ts'

const bare = [
  'oui',
  'Oui !',
  'oui oui',
  'ouais stp',
  'non',
  'Non, pas vraiment.',
  'bah non',
  'je ne sais pas',
  'vas-y',
  'je veux bien',
  '?',
  '???',
  '…',
  'hein ?',
  'Quoi ?',
  'je ne comprends pas',
  'Je comprends pas ta réponse',
  "j'ai pas compris",
  'Je n’ai rien compris du tout',
  'pas compris',
  "c'est pas clair",
  'pas ça',
  'non pas ça',
  'plus court stp',
  'en plus simple ?',
  'tu peux résumer ?',
  'explique-moi autrement',
  'shorter please',
  'hmm',
  'yes please',
  'not really',
  "I don't understand",
  "that's not clear",
  'huh?',
  'ça marche pas',
  'Ça ne fonctionne toujours pas',
  'rien ne marche !',
  'non ça marche pas',
  "j'y arrive pas",
  'Je n’y arrive vraiment pas',
  'je suis bloquée',
  'je suis un peu perdue',
  'Je suis perdue, je ne sais pas par où commencer.',
  'je sais plus quoi faire',
  "I'm stuck",
  "it doesn't work",
  "I don't know where to start",
]
const more = [
  'encore',
  'continue',
  'Dis-m’en plus',
  'oui, dis m’en plus stp',
  'tu peux m’en dire plus ?',
  'plus de détails',
  'la suite ?',
  'et la suite ?',
  'autre chose ?',
  "t'as d'autres idées ?",
  'en savoir plus',
  'tell me more',
  'can you tell me more?',
  'what else?',
]
/** What asks something, or is somebody else's to read. */
const others = [
  'oui mais combien ça coûte ?',
  'non, je parle des stories',
  'oui pour instagram',
  'comment ?',
  'pourquoi ?',
  'je ne comprends pas comment créer un tunnel',
  'Je ne comprends pas Kajabi',
  'pas clair : le lien en bio ou en story ?',
  'plus de détails sur le prix',
  'pas ça, les emails',
  'un titre plus court',
  'ma pub ne marche pas',
  'ça marche pas avec Kajabi',
  'ça marche',
  'it works',
  "j'y arrive pas avec les réels",
  'mon compte est bloqué',
  'je sais pas par où commencer sur Instagram',
  'par où commencer ?',
  'comment ça marche ?',
  'comment résumer mon offre ?',
  'explique-moi les tunnels',
  'd’autres idées de réels ?',
  'encore combien de temps ?',
  'continuer à poster tous les jours, ça sert ?',
  'what is a funnel?',
  'merci',
  'bonjour',
  '👍',
  '',
  'l’algorithme',
]

it('knows a reply that asks nothing by itself', () => {
  for (const message of bare) assert.equal(bareReply(message), 'bare', message)
  for (const message of more) assert.equal(bareReply(message), 'more', message)
  for (const message of others) assert.equal(bareReply(message), null, message)
})

it('is quick with whatever is written', () => {
  const words = fc.constantFrom(
    'oui',
    'non',
    'pas',
    'je',
    'ne',
    'comprends',
    'et',
    'mais',
    'ok',
    'bien',
    'plus',
    'hmmmm',
    "j'ai",
  )
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 400 }), parts => {
      const began = performance.now()
      bareReply(parts.join(' '))
      assert.ok(performance.now() - began < 1000)
    }),
  )
})
