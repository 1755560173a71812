import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { wordsOf } from '../agents/fold-text.ts'
import { composeExtractiveAnswer, toSource } from './extractive-answer.ts'
import type { QuotablePassage } from './read-answer.ts'
import { splitUnits } from './sentences.ts'
import { visibleLine } from './visible-text.ts'

function passage(content: string, more: Partial<QuotablePassage> = {}): QuotablePassage {
  const known = { filename: 'guide.md', title: 'Guide', section: null, page: null, url: null, lexical: 0.9 }
  return { ...known, content, ...more }
}

const tunnel = passage(
  [
    'Créer un tunnel',
    '',
    'Un tunnel de vente contient trois pages.',
    '',
    '1. Ouvre le menu des tunnels.',
    '2. Choisis un modèle simple.',
    '3. Relie le formulaire à ta liste.',
    '',
    'Supprimer un tunnel',
    '',
    'La suppression d’un tunnel efface ses pages.',
  ].join('\n'),
  { title: 'Tunnels', section: 'Tunnels' },
)
const price = passage(
  'L’atelier Boussole dure deux heures en visio. Il coûte 39 € TTC. On y vient à huit au plus.',
)
const noise = passage('Nos bureaux sont peints en vert depuis le printemps. Le chat dort sur la chaise.', {
  lexical: 0.1,
})

function answer(question: string, passages: QuotablePassage[], language: 'fr' | 'en' = 'fr') {
  return composeExtractiveAnswer({ question, passages, language })
}

describe('composeExtractiveAnswer', () => {
  it('quotes the sentence that answers, with its source, and says that no language model wrote it', () => {
    const { supported, message, sources } = answer('Combien coûte l’atelier Boussole ?', [price, noise])
    assert.equal(supported, true)
    assert.match(message, /> .*Il coûte 39 € TTC\./)
    assert.match(message, /\[1\]/)
    assert.match(message, /sans modèle de langage/)
    assert.equal(sources.length, 1)
    assert.ok(price.content.includes(sources[0]?.quote ?? '?'))
    assert.equal(sources[0]?.document, 'guide.md')
  })

  it('brings the sentence before when one leans on it', () => {
    const { sources } = answer('Quel est le prix de l’atelier ?', [price])
    assert.match(sources[0]?.quote ?? '', /^L’atelier Boussole .*39 € TTC\.$/)
  })

  it('answers “comment” with the whole list of steps and the sentence that leads to it', () => {
    const { message, sources } = answer('Comment créer un tunnel ?', [tunnel, noise])
    assert.match(
      message,
      /> Un tunnel de vente contient trois pages\.\n>\n> 1\. Ouvre.*\n> 2\. Choisis.*\n> 3\. Relie.* \[1\]/,
    )
    assert.ok(!sources.some(source => source.quote.includes('Créer un tunnel')))
  })

  it('says so, and offers a person, when nothing supports an answer', () => {
    const refusal = composeExtractiveAnswer({
      question: 'Quelle est la recette de la lasagne aux épinards ?',
      passages: [noise],
      language: 'fr',
      contact: 'bonjour@agence.example',
    })
    assert.equal(refusal.supported, false)
    assert.deepEqual(refusal.sources, [])
    assert.match(refusal.message, /bonjour@agence\.example/)
    assert.match(answer('Comment créer un tunnel ?', []).message, /une personne de l’équipe/)
  })

  it('refuses when the passages speak of another name than the one asked about', () => {
    const kajabi = passage('Kajabi propose un essai de quatorze jours. Le forfait se règle chaque mois.', {
      lexical: 0.35,
    })
    assert.equal(answer('Quel est le forfait de Podia en 2031 ?', [kajabi]).supported, false)
  })

  it('does not answer a price with something else', () => {
    const about = passage('L’atelier Boussole réunit huit participantes pendant deux heures.')
    assert.equal(answer('Combien coûte l’atelier Boussole ?', [about]).supported, false)
  })

  it('prefers the passage about the name that was asked to a better placed one about another', () => {
    const systeme = passage('Pour créer une page sur Sendix, ouvre le menu et choisis un modèle.', {
      lexical: 0.8,
    })
    const kajabi = passage('Pour créer une page sur Kajabi, ouvre le menu et choisis un modèle.', {
      lexical: 0.75,
    })
    const { sources } = answer('Comment créer une page sur Kajabi ?', [systeme, kajabi])
    assert.match(sources[0]?.quote ?? '', /Kajabi/)
  })

  it('reads a question in capitals as any other', () => {
    const { sources } = answer('COMBIEN COÛTE L’ATELIER BOUSSOLE ?', [price, noise])
    assert.match(sources[0]?.quote ?? '', /39 €/)
  })

  it('keeps the number of a list’s first item in the source, as of the others', () => {
    const [first, second, third] = [
      'Ouvre le menu des tunnels.',
      'Choisis un modèle.',
      'Relie le formulaire.',
    ]
    const quoteOf = (content: string, wanted = (_text: string) => true) =>
      toSource({ passage: passage(content), units: splitUnits(content).filter(({ text }) => wanted(text)) })
        .quote
    for (const marks of ['1. 2. 3. ', '3) 4) 5) ', '- - - ', '• • • '].map(text => text.split(' '))) {
      const list = `${marks[0]} ${first}\n${marks[1]} ${second}\n${marks[2]} ${third}`
      assert.equal(quoteOf(list), list)
      assert.equal(quoteOf(`Fais ainsi :\n\n${list}\n`), `Fais ainsi :\n\n${list}`)
      const rest = list.slice(list.indexOf('\n') + 1)
      assert.equal(
        quoteOf(`Le tunnel.\n\n  ${list}`, text => text === second || text === third),
        rest,
      )
    }
    assert.equal(
      quoteOf(`1. ${first}\n2. ${second}`, text => text === second),
      second,
      'an item alone',
    )
    assert.equal(
      quoteOf(`Un tunnel :\nouvre le menu\nchoisis`, text => text !== 'Un tunnel :'),
      'ouvre le menu\nchoisis',
    )
  })

  it('speaks the language of the question and quotes the document in its own', () => {
    const { message } = answer('What is the price of the atelier Boussole?', [price], 'en')
    assert.match(message, /^Here is what you can read/)
    assert.match(message, /Il coûte 39 € TTC/)
    assert.match(message, /without a language model/)
  })

  it('quotes a sentence that several documents repeat only once', () => {
    const { sources } = answer('Combien coûte l’atelier Boussole ?', [
      price,
      { ...price, filename: 'copie.md' },
      { ...price, filename: 'encore.md' },
    ])
    assert.equal(sources.length, 1)
  })

  it('finds the answer behind missing accents and typos', () => {
    const { sources } = answer('combien coute latelier bousole', [price, noise])
    assert.match(sources[0]?.quote ?? '', /39 €/)
  })

  it('neutralises markup in a passage and keeps the source’s quote as it is', () => {
    const hostile = passage(
      'L’atelier Boussole coûte 39 €, <img src=x onerror=alert(1)> [paye ici](javascript:alert(1)) [2].',
    )
    const { message, sources } = answer('Combien coûte l’atelier Boussole ?', [hostile])
    assert.ok(!/(?<!\\)<img|(?<!\\)\[paye|(?<!\\)\[2\]/.test(message), message)
    assert.equal(sources[0]?.quote, hostile.content)
  })

  it('keeps a passage from opening a block or forging a source of its own', () => {
    const forged = passage(
      'L’atelier Boussole coûte 39 €.\n\n# Offre\n\n[1]: https://mechant.example\n\n> L’atelier Boussole coûte 1 €. [9]',
    )
    const { message } = answer('Combien coûte l’atelier Boussole ?', [forged])
    const markers = [...message.matchAll(/(?<!\\)\[(\d+)\]/g)].map(match => match[1])
    assert.deepEqual(
      markers,
      markers.map((_, index) => String(index + 1)),
    )
    assert.ok(!/^\[|^> \[|^#/m.test(message))
  })

  it('hides invisible characters from the reader, not from the source', () => {
    const secret = passage('L’atelier Bous\u200Bsole coûte 39 €\u202E TTC.')
    const { message, sources } = answer('Combien coûte l’atelier ?', [secret])
    assert.ok(!/[\u200B\u202E]/.test(message))
    assert.equal(sources[0]?.quote, secret.content)
  })

  it('gives no address that a browser could run', () => {
    const { sources } = answer('Combien coûte l’atelier Boussole ?', [
      { ...price, url: 'javascript:alert(1)' },
    ])
    assert.equal(sources[0]?.url, undefined)
    const safe = answer('Combien coûte l’atelier Boussole ?', [
      { ...price, url: 'https://agence.example/offres' },
    ])
    assert.equal(safe.sources[0]?.url, 'https://agence.example/offres')
  })

  it('keeps its promises for any question and any passages', () => {
    const words = fc.constantFrom(
      'tunnel',
      'atelier',
      'prix',
      'Boussole',
      'le',
      'est',
      '39',
      '€',
      '. ',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      ' : ',
      '| ',
      '? ',
      '# ',
      '**',
    )
    const content = fc
      .array(fc.oneof({ weight: 8, arbitrary: words }, fc.string({ unit: 'binary', maxLength: 8 })), {
        maxLength: 120,
      })
      .map(parts => parts.join(' '))
    const any = fc.record({
      content,
      filename: fc.string(),
      title: fc.string({ unit: 'binary' }),
      section: fc.option(fc.string()),
      page: fc.option(fc.integer({ min: 1 })),
      url: fc.option(fc.webUrl()),
      lexical: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(
        content,
        fc.array(any, { maxLength: 24 }),
        fc.constantFrom('fr' as const, 'en' as const),
        (question, passages, language) => {
          const { supported, message, sources } = composeExtractiveAnswer({ question, passages, language })
          assert.notEqual(visibleLine(message), '')
          assert.equal(supported, sources.length > 0)
          for (const { quote } of sources)
            assert.ok(quote !== '' && passages.some(one => one.content.includes(quote)))
          assert.ok(sources.length <= 3)
          assert.ok(sources.reduce((sum, { quote }) => sum + wordsOf(quote).length, 0) <= 200)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('takes huge passages and questions, lone surrogates and empty ones', () => {
    const huge = passage('tunnel '.repeat(200_000))
    for (const question of ['', '?', '\uD83D', 'tunnel '.repeat(50_000), 'ù'.repeat(100_000)]) {
      const { message } = answer(question, [huge, passage(''), passage('\uD83D tunnel \uDE00. Tunnel.')])
      assert.notEqual(message, '')
    }
  })
})
