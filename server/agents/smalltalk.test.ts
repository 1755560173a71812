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
    ['merci bcp c parfait', 'thanks'],
    ['merci c’est exactement ce que je cherchais', 'thanks'],
    ['c bon merci', 'thanks'],
    ['Thanks, that’s exactly what I needed!', 'thanks'],
  ] as const)
    assert.equal(smalltalkTopic(message), topic, message)
})

it('greets who has a question and does not say it yet', () => {
  for (const message of [
    'J’ai une question',
    'bonjour j’aurais une petite question svp',
    'j’ai un problème',
    'Bonjour, j’ai un souci',
    'jai un gros pb',
    'Bonjour je voudrais des infos',
    'infos svp',
    'renseignement',
    'je cherche un renseignement',
    'j’aimerais avoir quelques renseignements s’il vous plaît',
    'tu peux m’aider ?',
    'besoin d’aide svp',
    'je voudrais de l’aide',
    'help me please',
    'I have a problem',
    'Hi, I have a quick question',
    'I need some help please',
  ])
    assert.equal(smalltalkTopic(message), 'greeting', message)
})

it('leaves a question that only begins like one', () => {
  for (const message of [
    'merci et comment faire un réel ?',
    'Tu es top niveau en quoi ?',
    'ça m’aide pas du tout',
    'je m’appelle Julie et je cherche une idée de post',
    'et bonne idée de réel ?',
    'j’ai une question sur les réels',
    'j’ai un problème de spam',
    'j’ai un souci avec mon compte',
    'je voudrais des infos sur la formation',
    'plus d’infos',
    'tu peux m’aider pour ma bio ?',
    'c bon pour mon référencement ?',
    'help me with my bio',
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
