import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Candidate, SearchExplanation } from './explain-search.ts'
import { searchLines } from './search-lines.ts'

const candidate: Candidate = {
  rank: 1,
  id: 'c',
  owner: 'audrey',
  document: 'offre.md',
  title: 'Offre',
  section: 'Offre > Prix',
  page: 3,
  url: null,
  score: 1.234,
  words: 0.5,
  characters: 0.25,
  titleSays: 1,
  meaning: null,
  priority: -2,
  reranked: null,
  fate: 'quoted',
  quote: '30 €\npar mois.',
  beginning: '',
}
const explained: SearchExplanation = {
  question: 'Quel prix ?',
  search: 'Quel prix ?',
  agent: 'audrey',
  confidence: 0.9,
  reasoning: 'r',
  answeredBy: 'extractive',
  support: 2,
  supportThreshold: 1.7,
  pairs: [],
  candidates: [candidate],
  others: 2,
  idle: [{ id: '0123456789', title: 'Soldes', validFrom: null, validUntil: '2020-01-31' }],
  milliseconds: 12.3,
  warnings: [],
}

describe('a search as a terminal shows it', () => {
  it('says who answers and by what, each part of each score, and why each passage was kept or not', () => {
    const text = searchLines(explained).join('\n')
    assert.match(text, /^Spécialiste {2}: audrey \(0,90\) r$/m)
    assert.match(text, /^Répond {7}: les mots des documents, cités$/m)
    assert.match(text, /^Appui {8}: 2,00 \(sans modèle, il en faut 1,7 pour citer\)$/m)
    assert.match(text, /^ {3}1 {2}1,234 {2}0,50 {4}0,25 {5}– {2}1,00 {3}-2 {8}– {2}✓ cité\n/m)
    assert.match(text, /^ {7}audrey · Offre > Prix › page 3\n {7}« 30 € par mois\. »$/m)
    assert.match(text, /pas cherché : « Soldes » PÉRIMÉ \(jusqu’au 31\/01\/2020\) · 01234567/)
    assert.match(text, /1 extrait, et 2 que seules d’autres spécialistes peuvent citer · 12 ms$/)
  })

  it('shows the pairs that come near, with what became of each', () => {
    const pair: SearchExplanation['pairs'][number] = {
      id: 'p',
      owner: 'shared',
      document: 'questions.csv',
      question: 'Quel prix ?',
      answer: '30 €',
      characters: 0.8,
      meaning: 0.5,
      score: 1,
      leastScore: 0.86,
      priority: 0,
      fate: 'given',
    }
    const far = { ...pair, question: 'Où ?', characters: 0.1, score: 0.1, fate: 'unlike' as const }
    const text = searchLines({ ...explained, answeredBy: 'pair', pairs: [pair, far] }).join('\n')
    assert.match(
      text,
      /\(il faut 0,86\)[\s\S]*^ {2}1,00 {5}0,80 {2}0,50 {2}✓ sa réponse est donnée · shared/m,
    )
    assert.doesNotMatch(text, /Où \?|Appui/)
  })

  it('is never wider than the terminal, and moves no cursor', () => {
    const long = `\u001b[2J${'très long '.repeat(40)}\n`
    const wide = {
      ...explained,
      question: long,
      search: `${long}…`,
      reasoning: long,
      warnings: [long],
      candidates: [{ ...candidate, section: long, quote: long }],
      idle: [{ id: '0123456789', title: long, validFrom: null, validUntil: '2020-01-31' }],
    }
    for (const width of [80, 100]) {
      for (const line of searchLines(wide, width)) {
        assert.ok([...line].length <= width, line)
        assert.ok(!line.includes('\u001b'))
      }
    }
  })
})
