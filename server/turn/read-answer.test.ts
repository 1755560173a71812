import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type QuotablePassage, readAnswer } from './read-answer.ts'

function passage(content: string, lexical: number): QuotablePassage {
  return { filename: 'guide.md', title: 'Guide', section: null, page: null, url: null, content, lexical }
}

const use = passage(
  'À quoi sert une infolettre ?\n\nUne infolettre sert à donner des nouvelles à tes clientes.',
  0.25,
)
const tool = passage(
  'Avec quel outil envoyer une infolettre ?\n\nSendix et Mailo envoient une infolettre sans frais.',
  0.2,
)
const noise = passage('Les bougies se gardent à l’abri du soleil, loin des fenêtres.', 0.22)

const textsOf = (question: string, passages = [noise, use, tool]) => {
  const { supported, quotes } = readAnswer(question, passages)
  return supported ? quotes.map(({ units }) => units.map(({ text }) => text).join(' ')) : []
}

describe('readAnswer', () => {
  it('answers both halves of a question, after a long story too', () => {
    const story =
      'Bonjour, je fabrique des savons et des chandelles dans mon atelier depuis deux ans avec ma sœur. Je ne connais rien à tout cela : à quoi ça sert une infolettre, et avec quel outil je peux l’envoyer ?'
    const texts = textsOf(story)
    assert.match(texts[0] ?? '', /^Une infolettre sert/)
    assert.match(texts[1] ?? '', /^Sendix et Mailo/)
    assert.ok(texts.length <= 3)
  })

  it('answers the half that the documents answer', () => {
    const texts = textsOf('À quoi sert une infolettre et comment réparer un vélo électrique ?')
    assert.deepEqual(texts, ['Une infolettre sert à donner des nouvelles à tes clientes.'])
  })

  it('quotes once what answers both halves', () => {
    const texts = textsOf('À quoi sert une infolettre et pourquoi une infolettre ?', [use])
    assert.equal(new Set(texts).size, texts.length)
  })

  it('refuses when no half is answered', () => {
    assert.deepEqual(textsOf('Comment réparer un vélo et où acheter une chambre à air ?'), [])
  })

  it('adds to what answers the whole what answers another question of it', () => {
    const workshop = passage('L’atelier coûte 39 € et dure deux heures.', 0.7)
    const course = passage('La formation coûte 290 € et dure un an.', 0.6)
    const texts = textsOf('Combien coûte l’atelier et combien coûte la formation ?', [
      workshop,
      noise,
      course,
    ])
    assert.deepEqual(texts, [
      'L’atelier coûte 39 € et dure deux heures.',
      'La formation coûte 290 € et dure un an.',
    ])
  })

  it('answers what is asked, whatever the visitor tells of herself', () => {
    const palette = passage('Du bordeaux, du sable et du brun pour une marque de naturopathe.', 0.6)
    for (const told of [
      'Julie, naturopathe à Bordeaux. ',
      'Bonjour, je m’appelle Julie et je suis à Lille. ',
    ])
      assert.deepEqual(textsOf(`${told}À quoi sert une infolettre ?`, [palette, use, noise]), [
        'Une infolettre sert à donner des nouvelles à tes clientes.',
      ])
  })

  it('tells what the visitor’s language says, where it answers nearly as well as another one', () => {
    const french = passage('Un tunnel est le chemin que suit une personne, de la page à l’achat.', 0.9)
    const english = passage('A tunnel is the way that a person follows, from the page to what they buy.', 0.9)
    const quoted = (passages: QuotablePassage[], language?: 'fr' | 'en') =>
      readAnswer('C’est quoi un tunnel ?', passages, language).quotes.map(({ passage }) => passage)
    assert.deepEqual(quoted([french, english], 'fr'), [french])
    assert.deepEqual(quoted([english, french], 'fr'), [french])
    const poor = { ...french, lexical: 0.6 }
    assert.equal(quoted([english, poor], 'fr')[0], english)
    assert.deepEqual(quoted([french, english], 'en'), [english])
    const within = passage(
      `${'This is what the guide says of the weather and of the sea that is there. '.repeat(5)}\n\nUn tunnel est le chemin que suit une personne, de la page à l’achat.`,
      0.9,
    )
    assert.deepEqual(quoted([within], 'en'), [within])
    assert.equal(quoted([french, english]).length, 2)
  })
})
