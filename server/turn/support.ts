import type { Quote } from './choose-quotes.ts'
import { unknownShare } from './concerns.ts'
import { holdsCue } from './passage-units.ts'
import { coverage, type Reading, type Strengths, strongest } from './read-passages.ts'

/** What tells that the quotes answer the question; each 0..1. */
interface SupportFeatures {
  /** The search's opinion of the best passage … */
  lexical: number
  /** … and of the fifth: when both say as much, the words are merely common here. */
  lexicalOfFifth: number
  /** Share of the question that one sentence says. */
  sentence: number
  /** Share of the question that the quotes say, with their headings and titles. */
  quoted: number
  /** Names and numbers of the question that the quoted passage lacks: 1 for one or more. */
  nameMissing: number
  /** 1 when the quotes lack what the question asks for: no number for `combien`, no place for `où`. */
  cueMissing: number
  /**
   * 1 when the quotes say less than a tenth of the question, when no passage knows most of its subject, or when a
   * price was asked and none is quoted.
   */
  beside: number
  /** 1 for a question of one content word, 1/2 for two …: little is easily covered. */
  brevity: number
}

/**
 * A line fitted (logistic regression, then rounded) between the answerable questions of four French sets and one
 * English, and questions whose documents were taken away or belong to another set; each set counts the same.
 * `beside` is set by hand to outweigh the rest.
 */
const weights: SupportFeatures = {
  lexical: 7,
  lexicalOfFifth: -2.5,
  sentence: 1,
  quoted: 1,
  nameMissing: -1,
  cueMissing: -0.2,
  beside: -10,
  brevity: -2,
}

/** From here on an answer is given (`npm run eval -- answers` shows what that keeps and what it lets through). */
export const supportThreshold = 1.7

/** How well the quotes support an answer: higher is better, `supportThreshold` is enough. */
export function supportOf(reading: Reading, quotes: readonly Quote[]): number {
  const features = supportFeatures(reading, quotes)
  let sum = 0
  for (const name of Object.keys(weights) as (keyof SupportFeatures)[]) sum += weights[name] * features[name]
  return sum
}

/** Reads the features of an answer. */
function supportFeatures(reading: Reading, quotes: readonly Quote[]): SupportFeatures {
  const { passages, weights: shares, terms } = reading
  const lexical = passages.map(passage => passage.lexical).sort((one, other) => other - one)
  const quotedPassages = quotes.flatMap(quote => passages[quote.passage] ?? [])
  const whole = strongest(quotedPassages.slice(0, 1).map(passage => [passage.whole, 1]))
  const missing = terms.reduce((sum, term, index) => sum + (term.named ? 1 - (whole[index] ?? 0) : 0), 0)
  const quoted = coverage(strongest(quotes.flatMap(quote => saidBy(reading, quote))), shares)
  const cueMissing = !quotes.some(quote => quoteHoldsCue(reading, quote))
  return {
    lexical: lexical[0] ?? 0,
    lexicalOfFifth: lexical[4] ?? 0,
    sentence: mostSaid(reading),
    quoted,
    nameMissing: Math.min(1, missing),
    cueMissing: cueMissing ? 1 : 0,
    beside: quoted < 0.1 || unknownShare(reading) > 0.5 || (cueMissing && reading.kind === 'price') ? 1 : 0,
    brevity: 1 / Math.max(1, terms.length),
  }
}

function saidBy({ passages }: Reading, quote: Quote): [Strengths, number][] {
  const passage = passages[quote.passage]
  if (!passage) return []
  const units = passage.units.slice(quote.from, quote.to + 1)
  return [
    [passage.title, 0.8],
    ...units.flatMap((unit): [Strengths, number][] => [
      [unit.strengths, 1],
      [unit.heading, 0.9],
    ]),
  ]
}

function quoteHoldsCue({ kind, passages }: Reading, { passage, from, to }: Quote): boolean {
  const units = passages[passage]?.units.slice(from, to + 1) ?? []
  if (kind === 'other') return true
  // A heading that asks the price is answered, be it only with where to read it; mistakes are known by their heading.
  const underIt = kind === 'price' || kind === 'mistakes'
  return units.some(unit => holdsCue(unit, kind) || (underIt && unit.headingKind === kind))
}

/** The largest share of the question that one unit says. */
function mostSaid({ passages, weights: shares }: Reading): number {
  let most = 0
  for (const { units } of passages) {
    for (const { strengths, matched } of units) {
      if (matched > 0) most = Math.max(most, coverage(strengths, shares))
    }
  }
  return most
}
