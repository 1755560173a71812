import assert from 'node:assert/strict'
import { it } from 'node:test'
import { moodOf, smalltalkTopic } from './smalltalk.ts'

it('knows a courtesy, however it is put together', () => {
  for (const [message, topic] of [
    ['Merci beaucoup et bonne soirée !', 'goodbye'],
    ['ok merci et à bientôt', 'goodbye'],
    ['merci bcp t’es top', 'thanks'],
    ['merci ça m’aide bien', 'thanks'],
    ['Merci, vous êtes géniales !', 'thanks'],
    ['Je m’appelle Julie', 'greeting'],
    ['Bonjour, moi c’est Anne-Lise', 'greeting'],
  ] as const)
    assert.equal(smalltalkTopic(message), topic, message)
})

it('leaves a question that only begins like one', () => {
  for (const message of [
    'merci et comment faire un réel ?',
    'Tu es top niveau en quoi ?',
    'ça m’aide pas du tout',
    'je m’appelle Julie et je cherche une idée de post',
    'et bonne idée de réel ?',
  ])
    assert.equal(smalltalkTopic(message), null, message)
})

it('hears that an answer is blamed, and leaves what asks for something', () => {
  for (const message of [
    '👎',
    'T’es nulle',
    'franchement vous êtes nuls !',
    'C’est vraiment nul.',
    'Ça ne m’aide pas du tout',
    'ça sert à rien',
    'Ce n’est pas ma question',
    'c’est pas ce que je demande',
    'Tu ne comprends rien',
    'tu réponds à côté',
    'N’importe quoi !',
    'You’re useless',
    'that’s not what I asked',
  ])
    assert.equal(moodOf(message), 'displeased', message)
  for (const message of [
    'Mes réels sont nuls, que faire ?',
    'je suis nulle en informatique',
    'ça ne marche pas',
    'c’est une mauvaise idée de publier le soir ?',
    'tu ne réponds pas à ma question sur les tarifs',
    'est-ce que c’est mauvais de supprimer un post ?',
  ])
    assert.equal(moodOf(message), null, message)
})
