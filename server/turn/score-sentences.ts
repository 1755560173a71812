import { concerns } from './concerns.ts'
import { holdsCue } from './passage-units.ts'
import { coverage, type PassageReading, type Reading, type Strengths, strongest } from './read-passages.ts'

/** What tells a sentence that answers from one that does not; each about 0..1. */
interface SentenceFeatures {
  /** Share of the question it says itself. */
  said: number
  /** … with its headings, title and neighbours. */
  inContext: number
  /** … with its whole passage. */
  inPassage: number
  /** The search's opinion of the passage, beside the best passage's. */
  searched: number
  /** 1 for the first passage, 1/2 for the second … */
  rank: number
  pairs: number
  /** 1 when it holds what the question asks for (a number, a date, a reason), -1 when not, 0 for other questions. */
  cue: number
  length: number
  /** Share of its content words that the question says. */
  density: number
  /** What its headings say of the question: documents are often written as questions and answers. */
  heading: number
  /** The same for the first sentence under the heading, else 0. */
  underHeading: number
  /** 1 when its heading asks what the question asks (a price, a reason), -1 when it asks something else. */
  sameKind: number
  /** 1 when its passage lacks a name or number that the question gives: it is about another. */
  stranger: number
  /** 1 for a sentence that announces a list, or an item of one, when the question asks for steps. */
  step: number
  /** 1 for a question, an announcement of nothing or where to read more: it does not answer. */
  hollow: number
}

/**
 * Fitted as a softmax over each question's sentences on half the articles of two public reading sets (French and
 * English Wikipedia), where it picks a sentence that holds the answer as often as on the other half. The
 * last six are set by hand, on our own sample documents: those sets have neither headings nor lists.
 */
const weights: SentenceFeatures = {
  said: 1.3,
  inContext: 3.2,
  inPassage: 1.8,
  searched: 4,
  rank: 1.3,
  pairs: 1,
  cue: 0.56,
  length: 1.6,
  density: 2.4,
  heading: 3,
  underHeading: 1.5,
  sameKind: 0.8,
  stranger: -0.8,
  step: 1.2,
  hollow: -5,
}

/** A unit of a passage and how likely it answers: a log-odds, comparable within one question only. */
export interface ScoredUnit {
  passage: number
  index: number
  score: number
}

/**
 * Scores the units of every passage, best first; equals keep the order of the passages. A unit that says nothing of
 * the question, nor stands beside or under what does, is left out; so is one about another subject.
 */
export function scoreSentences(reading: Reading): ScoredUnit[] {
  const top = Math.max(...reading.passages.map(passage => passage.lexical), 1e-6)
  const scored = reading.passages.flatMap((passage, number) => {
    const place = placeOf(reading, passage, { rank: 1 / (1 + number), searched: passage.lexical / top })
    const units: ScoredUnit[] = []
    for (let index = 0; index < passage.units.length; index++) {
      const inContext = saidAround(reading, passage, index)
      if (inContext <= 0 || !concerns(reading, passage, index)) continue
      const features = sentenceFeatures(reading, passage, index, { ...place, inContext })
      units.push({ passage: number, index, score: weigh(features) })
    }
    return units
  })
  return scored.sort((one, other) => other.score - one.score)
}

const featureNames = Object.keys(weights) as (keyof SentenceFeatures)[]

function weigh(features: SentenceFeatures): number {
  let sum = 0
  for (const name of featureNames) sum += weights[name] * features[name]
  return sum
}

type Place = Pick<SentenceFeatures, 'rank' | 'searched' | 'inPassage' | 'stranger'> & {
  /** What a unit's headings say, with the title's help and alone: many units stand under the same ones. */
  under(heading: Strengths): { said: number; alone: number }
}

/** What the units of a passage have in common. */
function placeOf(
  { terms, weights: termWeights }: Reading,
  { title, whole }: PassageReading,
  place: { rank: number; searched: number },
): Place {
  const known = new Map<Strengths, { said: number; alone: number }>()
  const read = (heading: Strengths) => ({
    said: coverage(
      strongest([
        [heading, 1],
        [title, 0.7],
      ]),
      termWeights,
    ),
    alone: coverage(heading, termWeights),
  })
  return {
    ...place,
    inPassage: coverage(whole, termWeights),
    stranger: terms.reduce((most, term, at) => Math.max(most, term.named ? 1 - (whole[at] ?? 0) : 0), 0),
    under(heading) {
      const found = known.get(heading) ?? read(heading)
      known.set(heading, found)
      return found
    },
  }
}

/** How much a unit says of the question with its headings, title and neighbours, each counting less. */
function saidAround({ weights: termWeights }: Reading, passage: PassageReading, index: number): number {
  const { title, units } = passage
  const { strengths = [], heading = [] } = units[index] ?? {}
  const before = units[index - 1]?.strengths
  const after = units[index + 1]?.strengths
  let sum = 0
  for (let term = 0; term < termWeights.length; term++) {
    const own = Math.max(strengths[term] ?? 0, (heading[term] ?? 0) * 0.9, (title[term] ?? 0) * 0.8)
    const near = Math.max((before?.[term] ?? 0) * 0.6, (after?.[term] ?? 0) * 0.4)
    sum += Math.max(own, near) * (termWeights[term] ?? 0)
  }
  return sum
}

/** Reads the features of one unit. */
function sentenceFeatures(
  { kind, terms, weights: termWeights }: Reading,
  passage: PassageReading,
  index: number,
  place: Place & { inContext: number },
): SentenceFeatures {
  const read = passage.units[index]
  if (!read) throw new RangeError(`no unit ${index}`)
  const { unit, words, strengths, heading } = read
  const previous = passage.units[index - 1]?.unit
  const next = passage.units[index + 1]?.unit
  const { rank, searched, inPassage, inContext, stranger } = place
  const under = place.under(heading)
  const firstUnder = previous?.heading !== unit.heading
  return {
    said: coverage(strengths, termWeights),
    inContext,
    inPassage,
    searched,
    rank,
    pairs: Math.min(1, read.pairs / Math.max(1, terms.length - 1)),
    cue: kind === 'other' ? 0 : holdsCue(read, kind) ? 1 : -1,
    length: Math.log(Math.max(1, Math.min(words.length, 40))) / 3,
    density: read.content === 0 ? 0 : Math.min(1, read.matched / read.content),
    heading: under.said,
    underHeading: firstUnder ? under.alone : 0,
    sameKind: read.headingKind === 'other' || kind === 'other' ? 0 : read.headingKind === kind ? 1 : -1,
    stranger,
    step: kind === 'steps' && (unit.kind === 'item' || next?.lead === index) ? 1 : 0,
    hollow: read.hollow ? 1 : 0,
  }
}
