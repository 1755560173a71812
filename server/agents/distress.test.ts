import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { speaksOfDistress } from './distress.ts'

const inDistress = `
je suis déprimée, j'ai envie de mourir
J’ai envie de mourir
jai trop envie de mourrir
j'ai vraiment envie d'en finir
je veux mourir
je veux en finir avec la vie
jveux crever
je vais me suicider
je vais me suissider ce soir
comment me suicider
je pense souvent à me tuer
j'ai des idées noires
j’ai des pensées suicidaires
je me sens suicidaire
je ne veux plus vivre
je veux plus vivre
je n'ai plus envie de vivre
je n'ai plus goût à la vie
ma vie n'a plus de sens
vous seriez mieux sans moi
je me scarifie
mon amie veut se suicider, que faire ?
ma cliente me dit qu'elle a envie de mourir
ma fille menace de se tuer
je suis déprimée
je suis en dépression
bonjour, je vais très mal
je suis désespérée, aidez-moi
Mes ventes sont à zéro, je veux mourir
I want to die
i just want to kill myself
I'm suicidal
I am thinking about killing myself
i have suicidal thoughts
I don't want to live anymore
everyone would be better off without me
my friend wants to kill herself
how to commit suicide
I feel hopeless
`
const others = `
je suis morte de rire
j'ai envie de mourir de rire
je vais mourir de honte en story
je meurs d'envie de lancer mon offre
je veux en finir avec ce tunnel
je veux en finir une fois pour toutes avec ma page de vente
comment en finir avec la procrastination
je n'ai pas envie de mourir
je ne suis pas suicidaire
mon compte est mort
comment tuer le temps entre deux posts
cette page de capture me tue
le SEO est-il mort ?
un post sur la prévention du suicide
comment parler de la dépression dans mes posts
j'accompagne des femmes déprimées, quoi poster ?
je suis désespérée, ma newsletter part en spam
je suis dépassée par Instagram
je ne veux plus vivre dans le stress des lancements
comment vivre de mon activité
je n'ai plus envie de poster
je suis à bout avec Kajabi
comment crever l'écran en réel
faire disparaître un post
je veux disparaître des résultats Google
je vais très bien
je vais me tuer à la tâche
ma bio me fait mal aux yeux
is email marketing dead?
my reach is dying
I'd kill for more followers
this funnel is killing me
I want to die of laughter
I don't want to live on Instagram
I am desperate for more clients
how do I end my email?
deadline de mon lancement
`
const lines = (text: string) => text.trim().split('\n')

it('hears who wants to die or to hurt themselves, or speaks of somebody who does', () => {
  for (const message of lines(inDistress)) assert.ok(speaksOfDistress(message), message)
})

it('leaves manners of speaking and the visitor’s work to the specialists', () => {
  for (const message of lines(others)) assert.ok(!speaksOfDistress(message), message)
})

it('reads the longest message in a few milliseconds, whatever it is made of', () => {
  const words = fc.constantFrom(
    'je',
    'veux',
    'vraiment',
    'de',
    'me',
    'envie',
    'j',
    'ai',
    'i',
    'want',
    'to',
    'plus',
  )
  fc.assert(
    fc.property(fc.array(words, { minLength: 300, maxLength: 500 }), parts => {
      const began = performance.now()
      speaksOfDistress(parts.join(' '))
      assert.ok(performance.now() - began < 250)
    }),
    { numRuns: 30 },
  )
})
