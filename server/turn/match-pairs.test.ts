import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createRandom } from '../testing/create-random.ts'
import { leastScore, matchPairs, questionLikeness } from './match-pairs.ts'

const pairOf = (...questions: string[]) => ({
  owner: 'audrey',
  questions,
  answer: questions[0] ?? '',
  priority: 0,
})
const asks = (question: string, ...ways: string[]) => matchPairs(question, [pairOf(...ways)])[0]?.matches

describe('a pair is asked for', () => {
  const ways: [string, string][] = [
    ['Combien coûte l’abonnement ?', 'combien coute l abonnement'],
    ['Combien coûte l’abonnement ?', 'COMBIEN COÛTE L’ABONNEMENT ???'],
    ['Combien coûte l’abonnement ?', 'Quel est le prix de l’abonnement ?'],
    ['Combien coûte l’abonnement ?', 'Bonjour Audrey, combien coûte votre abonnement svp ? merci'],
    ['Combien coûte l’abonnement ?', 'combien coute l’abonement'],
    ['Comment annuler mon abonnement ?', 'Je voudrais savoir comment annuler mon abonnement'],
    ['Comment annuler mon abonnement ?', 'pouvez-vous me dire comment annuler un abonnement'],
    ['Comment annuler mon abonnement ?', 'conment anuler mon abonnement'],
    ['Comment annuler mon abonnement ?', 'annuler abonnement'],
    ['Combien coûte l’abonnement ?', 'c’est combien l’abonnement'],
    ['C’est combien ?', 'Quel est le prix ?'],
    ['Combien coûte l’abonnement ?', 'cest combien labonnement sil vous plait'],
    ['Qu’est-ce qu’un tunnel ?', 'quest ce qu un tunnel'],
    ['Livraison', 'la livraison'],
    ['How much is the yearly plan?', 'Hi! Could you tell me how much the yearly plan costs, please?'],
    ['Faut-il un site pour vendre ?', 'Est-ce qu’il faut un site pour vendre ?'],
    ['Quel est le tarif pour 2 personnes ?', 'quel est le tarif pour deux personnes'],
    ['Combien coûte la formule B ?', 'combien coute la formule b'],
    ['Quelle est la différence entre A et B ?', 'quelle est la difference entre B et A ?'],
    ['Quelle est la différence entre Brevo et Mailchimp ?', 'quelle différence entre mailchimp et brevo ?'],
    ['Comment passer de Mailchimp à Brevo ?', 'comment passer à Brevo de Mailchimp'],
    ['Combien coûtent les réels ?', 'combien coute un reel'],
    ['Comment créer un tunnel de vente ?', 'comment je crée un tunnel de vente'],
    ['Comment publier une story ?', 'comment publier des stories ?'],
    ['Comment ne plus recevoir d’emails ?', 'comment je peux ne plus recevoir d’email'],
    ['À quelle heure est le direct ?', 'a quelle heure est le direct'],
    ['Y a-t-il une formation ?', 'y a t il une formation ?'],
    ['Do I need an account?', 'do i need an account'],
    ['How do I log in?', 'how do I log in please'],
  ]
  for (const [way, question] of ways)
    it(`« ${way} », by « ${question} »`, () => assert.ok(asks(question, way)))
})

describe('a pair is not asked for', () => {
  const ways: [string, string][] = [
    ['Combien coûte un réel ?', 'Combien dure un réel ?'],
    ['Combien coûte l’abonnement ?', 'Combien coûte l’abonnement annuel ?'],
    ['Combien coûte l’abonnement annuel ?', 'Combien coûte l’abonnement ?'],
    ['Combien coûte l’abonnement ?', 'Comment annuler l’abonnement ?'],
    ['Comment annuler mon abonnement ?', 'Pourquoi annuler mon abonnement ?'],
    ['Quand publier un réel ?', 'Où publier un réel ?'],
    ['Quand publier un réel ?', 'Comment publier un réel ?'],
    ['Peut-on publier sans musique ?', 'Peut-on publier avec de la musique ?'],
    ['Faut-il un site pour vendre ?', 'Pourquoi ne faut-il pas de site pour vendre ?'],
    ['Que faire avant le lancement ?', 'Que faire après le lancement ?'],
    ['À quelle heure est le direct ?', 'Quel jour est le direct ?'],
    ['C’est quoi un remboursement ?', 'Que faire pour un remboursement ?'],
    ['What is the identity check?', 'What do I do for the identity check?'],
    ['How can you help me?', 'Thanks for your help!'],
    ['Offre à 10 €', 'Offre à 20 €'],
    ['Comment relier Kajabi à Zapier ?', 'Comment relier Kajabi à ActiveCampaign ?'],
    ['J’ai encore des masques', 'Je n’ai plus de masques'],
    ['Combien coûte l’abonnement ?', ''],
    ['Combien coûte l’abonnement ?', '???'],
  ]
  for (const [way, question] of ways)
    it(`« ${way} », by « ${question} »`, () => assert.ok(!asks(question, way)))

  it('by bare words that several answers fit, but by those that are one’s own way to ask', () => {
    const [price, cancel] = [pairOf('Combien coûte l’abonnement ?'), pairOf('Où est l’abonnement ?')]
    const found = (...pairs: ReturnType<typeof pairOf>[]) =>
      matchPairs('abonnement', pairs).flatMap(({ pair, matches }) => (matches ? [pair] : []))
    const where = pairOf('Où trouver l’abonnement ?')
    assert.deepEqual(found(cancel), [cancel])
    assert.deepEqual(found(cancel, where), [])
    const bare = pairOf('Abonnement')
    assert.deepEqual(found(cancel, bare, price), [bare])
  })

  const opposites = readFileSync(new URL('../../evals/data/opposites.jsonl', import.meta.url), 'utf8')
  for (const line of opposites.trim().split('\n')) {
    const { question, opposite } = JSON.parse(line)
    it(`« ${question} », by « ${opposite} », nor the other way round`, () => {
      assert.ok(!asks(opposite, question))
      assert.ok(!asks(question, opposite))
    })
  }

  it('by any golden question of another subject, or by one that another golden question asks', () => {
    const file = new URL('../../evals/data/golden-questions.jsonl', import.meta.url)
    const questions = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line): string[] => {
        const { question } = JSON.parse(line)
        return typeof question === 'string' ? [question] : []
      })
    assert.ok(questions.length > 50)
    const wrong = questions.flatMap((asked, at) =>
      questions.flatMap((way, other) =>
        other < at && asked !== way && questionLikeness(asked, way) >= leastScore ? [[asked, way]] : [],
      ),
    )
    assert.deepEqual(wrong, [])
  })
})

describe('a typing error', () => {
  const forgiven: [string, string][] = [
    ['Combien coûte l’abonnement ?', 'combien coute l’abonement'],
    ['Où est mon adresse ?', 'où est mon addresse'],
    ['Comment annuler mon abonnement ?', 'comment annuler mon abonenment'],
    ['Comment annuler mon abonnement ?', 'comment annuler mon abonbement'],
    ['Où est la formation ?', 'où est la fomration'],
    ['Où est la formation ?', 'où est la fornation'],
    ['Où est la formation ?', 'où est la formztion'],
    ['Quelle est la livraison gratuite ?', 'quelel est la livraison gratuite ?'],
    ['How do I cancel my subscription?', 'How do I cancel my subscripion?'],
  ]
  for (const [way, question] of forgiven)
    it(`is forgiven where it leaves no other word: « ${question} »`, () => assert.ok(asks(question, way)))

  const other: [string, string][] = [
    ['Où est le poison ?', 'Où est le poisson ?'],
    ['Comment contacter Brevo ?', 'Comment contracter Brevo ?'],
    ['Comment confirmer la commande ?', 'Comment conformer la commande ?'],
    ['Qui est l’employeur ?', 'Qui est l’employer ?'],
    ['Comment gérer la démission ?', 'Comment gérer l’émission ?'],
    ['Comment trouver la newsletter ?', 'Comment trouver la newslettre ?'],
    ['Comment perdre mon abonnement ?', 'Commet perdre mon abonnement ?'],
    ['Où est la limitation ?', 'Où est l’imitation ?'],
  ]
  for (const [way, question] of other)
    it(`is not, where it may be another word: « ${way} », « ${question} »`, () => {
      assert.ok(!asks(question, way))
      assert.ok(!asks(way, question))
    })

  it('is none in a word that stands in another question, its answer, or what else was found', () => {
    const pair = pairOf('Où est la formation ?')
    const asked = 'Où est la fornation ?'
    assert.ok(asks(asked, 'Où est la formation ?'))
    for (const found of [
      matchPairs(asked, [pair, pairOf('Quel est le prix de la fornation ?')]),
      matchPairs(asked, [pair, { ...pairOf('Quel prix ?'), answer: 'Une fornation, 10 €' }]),
      matchPairs(asked, [pair], ['Notre Fornation.']),
    ])
      assert.deepEqual(
        found.map(({ matches }) => matches),
        found.map(() => false),
      )
    assert.ok(matchPairs(asked, [pair], ['Notre formation.'])[0]?.matches)
  })
})

describe('pairs beside a question', () => {
  it('are ordered by likeness, then by priority, then a specialist’s own before what is shared', () => {
    const own = { ...pairOf('Quel délai ?'), answer: 'own' }
    const shared = { ...own, owner: 'shared', answer: 'shared' }
    const first = { ...own, owner: 'shared', priority: 1, answer: 'first' }
    const other = { ...pairOf('Quel délai pour livrer ?'), answer: 'other', priority: 5 }
    const order = matchPairs('Quel délai ?', [other, shared, own, first]).map(({ pair }) => pair.answer)
    assert.deepEqual(order, ['first', 'own', 'shared', 'other'])
  })

  it('say which of their questions is likest', () => {
    const [found] = matchPairs('quel prix ?', [pairOf('Où êtes-vous ?', 'Quel est le prix ?')])
    assert.equal(found?.question, 'Quel est le prix ?')
  })

  const words =
    'combien coûte abonnement annuel comment publier réel quand livraison pas sans audrey 10 le la svp'
  const text = fc
    .array(fc.constantFrom(...words.split(' ')), { minLength: 1, maxLength: 7 })
    .map(list => list.join(' '))

  it('are as like one way as the other, never more than wholly, and wholly like themselves', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const likeness = questionLikeness(one, other)
        assert.ok(likeness >= 0 && likeness <= 1)
        assert.equal(likeness, questionLikeness(other, one))
        assert.ok(questionLikeness(one, one) > 0.999)
      }),
    )
  })

  it('match whatever capitals, accents, signs and spaces a question is written with', () => {
    fc.assert(
      fc.property(text, fc.nat(), (way, seed) => {
        const random = createRandom(seed)
        const bare = way.normalize('NFKD').replace(/\p{M}/gu, '')
        const noisy = [...bare].map(letter => (random() < 0.3 ? letter.toUpperCase() : letter)).join('')
        assert.ok(asks(`  ${noisy.replaceAll(' ', '  ')} ?!`, way), noisy)
      }),
    )
  })

  it('are read of any text, in time that grows with its length only', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        text,
        (one, other) => void matchPairs(one, [pairOf(other)]),
      ),
    )
    const long = 'abonnement annuel '.repeat(110)
    const began = performance.now()
    for (let times = 0; times < 20; times++) matchPairs(`${long}${times}`, [pairOf(`${long} prix`)])
    assert.ok(performance.now() - began < 2000)
  })
})
