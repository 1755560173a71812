import type { Language, Persona } from '../server/agents/persona.ts'
import type { ListedDocument } from '../server/operations/list-documents.ts'
import type { FoundPair, Passage } from '../server/operations/search-knowledge.ts'
import { passagesFor } from '../server/turn/answer.ts'
import { pairFor } from '../server/turn/answer-pair.ts'
import { leastScore, type PairMatch } from '../server/turn/match-pairs.ts'
import { maxPassages, readAnswer } from '../server/turn/read-answer.ts'
import { coverage, readPassages } from '../server/turn/read-passages.ts'
import { supportThreshold } from '../server/turn/support.ts'

/** A passage that was found, and what became of it. Shares are 0..1; null where there is none. */
export interface Candidate {
  /** From 1: its place among what the specialist may use, in the search's order. */
  rank: number
  id: string
  owner: string
  document: string
  title: string
  section: string | null
  page: number | null
  url: string | null
  /** What the search orders by, priority included. */
  score: number
  /** Shares of the question that its words and its characters say … */
  words: number | null
  characters: number | null
  /** … its title and headings … */
  titleSays: number
  /** … and cosine similarity to it. */
  meaning: number | null
  priority: number
  /** Its place after reranking, from 1; null when it was left out, or nothing reranks. */
  reranked: number | null
  fate: 'quoted' | 'given' | 'read' | 'near-duplicate' | 'unread'
  /** What would be quoted of it, word for word. */
  quote: string | null
  beginning: string
}

/** A question as a turn would answer it, and why. */
export interface SearchExplanation {
  question: string
  /** What is searched for. */
  search: string
  agent: string | null
  confidence: number | null
  reasoning: string
  /** Who would write the answer; `nothing` says that the documents do not. */
  answeredBy: 'pair' | 'model' | 'extractive' | 'nothing' | 'team'
  /** How well the quotes support an answer without a model, and how well they must. */
  support: number | null
  supportThreshold: number
  pairs: {
    id: string
    owner: string
    document: string
    question: string
    answer: string
    characters: number
    meaning: number | null
    score: number
    leastScore: number
    priority: number
    fate: 'given' | 'likely' | 'unlike'
  }[]
  candidates: Candidate[]
  /** Found, but other specialists' only. */
  others: number
  /** Documents of hers or everybody's that do not count today. */
  idle: { id: string; title: string; validFrom: string | null; validUntil: string | null }[]
  milliseconds: number
  warnings: string[]
}

/** What a turn found and decided. */
export interface FoundByTurn {
  question: string
  search: string
  /** The ways to read the question, as the turn's answer tries them. */
  readings: readonly string[]
  language: Language
  persona: Persona | null
  decision: { confidence: number | null; reasoning: string }
  passages: readonly Passage[]
  matches: readonly PairMatch<FoundPair>[]
  /** In the reranker's order, or the search's; null where nothing reranks. */
  ranked: readonly Passage[] | null
  /** What a model would be given; null without one. */
  given: readonly Passage[] | null
  documents: readonly ListedDocument[]
  milliseconds: number
  warnings: readonly string[]
}

/** Reads what a turn found as a turn reads it. Pure. */
export function explainSearch(found: FoundByTurn): SearchExplanation {
  const { persona, passages } = found
  const agent = persona?.id ?? null
  const seen = passages.filter(({ owner }) => agent === null || owner === agent || owner === 'shared')
  const usable = agent === null ? [...passages] : passagesFor(agent, passages)
  const pair = agent === null ? undefined : pairFor(agent, found.matches)
  const quoting = quotesOf(found, usable)
  const answeredBy = answererOf(found, pair !== undefined, quoting.supported)
  return {
    question: found.question,
    search: found.search,
    agent,
    ...found.decision,
    answeredBy,
    support: usable.length === 0 ? null : quoting.support,
    supportThreshold,
    pairs: found.matches
      .filter(({ pair: { owner } }) => agent === null || owner === agent || owner === 'shared')
      .map(match => pairRow(match, pair)),
    candidates: candidatesOf(found, { seen, usable, quotes: quoting.quotes, answeredBy }),
    others: passages.length - seen.length,
    idle: found.documents
      .filter(({ owner, counts }) => !counts && (agent === null || owner === agent || owner === 'shared'))
      .map(({ id, title, filename, validFrom, validUntil }) => ({
        id,
        title: title ?? filename ?? id,
        validFrom,
        validUntil,
      })),
    milliseconds: found.milliseconds,
    warnings: [...found.warnings],
  }
}

function answererOf(
  { persona, given }: FoundByTurn,
  byPair: boolean,
  supported: boolean,
): SearchExplanation['answeredBy'] {
  if (persona === null) return 'team'
  if (byPair) return 'pair'
  if (given !== null) return 'model'
  return supported ? 'extractive' : 'nothing'
}

/** What would be quoted without a model: by the first reading that finds an answer, as answer() does. */
function quotesOf({ readings, language }: FoundByTurn, usable: readonly Passage[]) {
  const tried = readings.map(reading => readAnswer(reading, usable, language))
  return tried.find(({ supported }) => supported) ?? tried[0] ?? { supported: false, support: 0, quotes: [] }
}

function pairRow(
  { pair, question, score, matches }: PairMatch<FoundPair>,
  given: FoundPair | undefined,
): SearchExplanation['pairs'][number] {
  return {
    id: pair.pairId,
    owner: pair.owner,
    document: pair.filename,
    question,
    answer: pair.answer,
    characters: pair.likeness,
    meaning: pair.dense,
    score,
    leastScore,
    priority: pair.priority,
    fate: pair === given ? 'given' : matches ? 'likely' : 'unlike',
  }
}

function candidatesOf(
  { search, ranked, given }: FoundByTurn,
  {
    seen,
    usable,
    quotes,
    answeredBy,
  }: {
    seen: readonly Passage[]
    usable: readonly Passage[]
    quotes: ReturnType<typeof readAnswer>['quotes']
    answeredBy: SearchExplanation['answeredBy']
  },
): Candidate[] {
  const reading = readPassages(search, seen)
  const quoteOf = (passage: Passage) => {
    const quote = quotes.find(other => other.passage === passage)
    const [first, last] = [quote?.units[0], quote?.units.at(-1)]
    return first && last ? passage.content.slice(first.start, last.end) : null
  }
  const isGiven = (passage: Passage) =>
    given?.some(
      ({ documentId, content }) => documentId === passage.documentId && content.includes(passage.content),
    ) ?? false
  const fateOf = (passage: Passage): Candidate['fate'] => {
    if (!usable.includes(passage)) return 'near-duplicate'
    if (answeredBy === 'model') return isGiven(passage) ? 'given' : 'unread'
    if (answeredBy === 'extractive' && quoteOf(passage) !== null) return 'quoted'
    return usable.indexOf(passage) < maxPassages ? 'read' : 'unread'
  }
  return seen.map((passage, at) => ({
    rank: at + 1,
    id: passage.chunkId,
    owner: passage.owner,
    document: passage.filename,
    title: passage.title,
    section: passage.section,
    page: passage.page,
    url: passage.url,
    score: passage.score,
    words: passage.words,
    characters: passage.grams,
    titleSays: coverage(reading.passages[at]?.title ?? [], reading.weights),
    meaning: passage.dense,
    priority: passage.priority,
    reranked: ranked === null ? null : ranked.indexOf(passage) + 1 || null,
    fate: fateOf(passage),
    quote: quoteOf(passage),
    beginning: passage.content.replace(/\s+/g, ' ').slice(0, 200),
  }))
}
