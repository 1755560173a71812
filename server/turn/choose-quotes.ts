import { coverage, type PassageReading, type Reading } from './read-passages.ts'
import type { ScoredUnit } from './score-sentences.ts'

/** Whole units that follow each other in one passage, to be quoted together: `from` to `to`, both included. */
export interface Quote {
  passage: number
  from: number
  to: number
}

/** Bounds of an answer. Words are those of the quotes alone. */
export const limits = {
  passages: 3,
  quotes: 3,
  words: 120,
  listItems: 8,
  margin: 2,
  firstWords: 60,
  repeated: 0.7,
}

const leansBack =
  /^["«“(']?\s*(ils?|elles?|cela|ça|ceci|cette|cet|ces|ce|celui|celle|ceux|celles|en effet|cependant|toutefois|mais|donc|ainsi|or|de plus|par contre|sinon|it|they|this|that|these|those|he|she|his|her|its|their|however|but|so|then|also)(?=[\s,'’])/iu

/**
 * Picks what to quote: the best unit with what it needs to be understood, then the next ones that are nearly as
 * good and say something else, within the limits. Passages in the order they were picked, units in reading order.
 */
export function chooseQuotes(reading: Reading, scored: readonly ScoredUnit[], bounds = limits): Quote[] {
  const quotes: Quote[] = []
  const best = scored[0]
  if (!best) return quotes
  let words = 0
  for (const candidate of scored) {
    if (candidate.score < best.score - bounds.margin) break
    const passage = reading.passages[candidate.passage]
    if (!passage || quotes.some(quote => holds(quote, candidate))) continue
    const known = quotes.some(quote => quote.passage === candidate.passage)
    if (!known && new Set(quotes.map(quote => quote.passage)).size >= bounds.passages) continue
    if (repeats(reading, quotes, passage, candidate, bounds.repeated)) continue
    const room = bounds.words - words
    const quote = {
      passage: candidate.passage,
      ...complete(reading, passage, candidate.index, Math.min(room, quotes.length ? room : bounds.words)),
    }
    const neighbour = quotes.find(other => other.passage === quote.passage && touches(other, quote))
    const cost = wordsOf(passage, quote) - (neighbour ? overlap(passage, neighbour, quote) : 0)
    if (quotes.length > 0 && (cost > room || (!neighbour && quotes.length >= bounds.quotes))) continue
    words += cost
    if (neighbour)
      Object.assign(neighbour, {
        from: Math.min(neighbour.from, quote.from),
        to: Math.max(neighbour.to, quote.to),
      })
    else quotes.push(quote)
  }
  return inReadingOrder(quotes)
}

function holds(quote: Quote, { passage, index }: ScoredUnit): boolean {
  return quote.passage === passage && quote.from <= index && index <= quote.to
}

function touches(one: Quote, other: Quote): boolean {
  return one.from <= other.to + 1 && other.from <= one.to + 1
}

function overlap(passage: PassageReading, one: Quote, other: Quote): number {
  const from = Math.max(one.from, other.from)
  const to = Math.min(one.to, other.to)
  return from > to ? 0 : wordsOf(passage, { from, to })
}

function wordsOf(passage: PassageReading, { from, to }: { from: number; to: number }): number {
  let words = 0
  for (let index = from; index <= to; index++) words += passage.units[index]?.words.length ?? 0
  return words
}

/** True when most words of the unit are in a quote already. */
function repeats(
  reading: Reading,
  quotes: readonly Quote[],
  passage: PassageReading,
  { index }: ScoredUnit,
  share: number,
): boolean {
  const words = new Set(passage.units[index]?.words)
  return quotes.some(quote => {
    const units = reading.passages[quote.passage]?.units.slice(quote.from, quote.to + 1) ?? []
    return units.some(unit => {
      const common = new Set(unit.words).intersection(words).size
      return common >= share * Math.max(1, Math.min(words.size, new Set(unit.words).size))
    })
  })
}

/** The unit with what it needs: its list, the sentence that leads to it, the sentence it refers back to. */
function complete(
  reading: Reading,
  passage: PassageReading,
  index: number,
  room: number,
): { from: number; to: number } {
  const list = listAround(passage, index)
  if (list) return withinList(reading, passage, index, list, room)
  return withNeighbours(reading, passage, index, room)
}

/** First and last item of the list that the unit is in, or that it introduces; null when there is none. */
function listAround({ units }: PassageReading, index: number): { first: number; last: number } | null {
  const at = units[index]?.unit.kind === 'text' ? index + 1 : index
  const { kind, block, lead } = units[at]?.unit ?? {}
  if (kind === undefined || kind === 'text' || (at !== index && lead !== index)) return null
  let first = at
  let last = at
  while (units[first - 1]?.unit.block === block) first--
  while (units[last + 1]?.unit.block === block) last++
  return { first, last }
}

function withinList(
  reading: Reading,
  passage: PassageReading,
  index: number,
  list: { first: number; last: number },
  room: number,
): { from: number; to: number } {
  const lead = passage.units[list.first]?.unit.lead
  const from = lead !== null && lead !== undefined && lead === list.first - 1 ? lead : list.first
  const whole = { from, to: Math.min(list.last, list.first + limits.listItems - 1) }
  const opens = passage.units[index]?.unit.text.endsWith(':') ?? false
  const asked = coverage(passage.units[index]?.heading ?? new Map(), reading.weights) >= 0.6
  const wanted = reading.kind === 'steps' || opens || asked || wordsOf(passage, whole) <= limits.firstWords
  while (whole.to > Math.max(index, list.first) && wordsOf(passage, whole) > room) whole.to--
  if (wanted && wordsOf(passage, whole) <= room) return whole
  const upTo = { from, to: index }
  if (index >= list.first && wordsOf(passage, upTo) <= Math.min(room, 50)) return upTo
  return index < list.first ? withNeighbours(reading, passage, index, room) : { from: index, to: index }
}

/**
 * The sentence, with the one it refers back to. Under a heading that asks the question, the paragraph is the
 * answer: it is quoted from its start for as long as it is short.
 */
function withNeighbours(
  reading: Reading,
  passage: PassageReading,
  index: number,
  room: number,
): { from: number; to: number } {
  const { units } = passage
  const span = { from: index, to: index }
  const fits = (from: number, to: number) =>
    wordsOf(passage, { from, to }) <= Math.min(room, limits.firstWords)
  const together = (at: number) => units[at]?.unit.block === units[index]?.unit.block
  const answersHeading = coverage(units[index]?.heading ?? new Map(), reading.weights) >= 0.6
  const wantsPrevious = () => answersHeading || leansBack.test(units[span.from]?.unit.text ?? '')
  while (wantsPrevious() && together(span.from - 1) && fits(span.from - 1, span.to)) span.from--
  while (answersHeading && together(span.to + 1) && fits(span.from, span.to + 1)) span.to++
  return span
}

function inReadingOrder(quotes: readonly Quote[]): Quote[] {
  const order = [...new Set(quotes.map(quote => quote.passage))]
  return [...quotes].sort(
    (one, other) => order.indexOf(one.passage) - order.indexOf(other.passage) || one.from - other.from,
  )
}
