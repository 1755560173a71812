import { completeQuote, countWords, type Span } from './complete-quote.ts'
import type { Reading, UnitReading } from './read-passages.ts'
import type { ScoredUnit } from './score-sentences.ts'

/** Whole units that follow each other in one passage, to be quoted together. */
export interface Quote extends Span {
  passage: number
}

/** Bounds of an answer. */
export const limits = {
  passages: 3,
  quotes: 3,
  /** Of the quotes alone; a list may go on to `listWords` rather than stop in the middle. */
  words: 120,
  listWords: 150,
  /** How much worse than the best unit another may be, in log-odds. */
  margin: 2,
  /** Share of common words from which two units say the same. */
  repeated: 0.7,
  /** Units looked at, best first. */
  candidates: 60,
}

/**
 * Picks what to quote: the best unit with what it needs to be understood, then the next ones that are nearly as
 * good and say something else, within the limits. Passages in the order they were picked, units in reading order.
 */
export function chooseQuotes(reading: Reading, scored: readonly ScoredUnit[], bounds = limits): Quote[] {
  const least = (scored[0]?.score ?? 0) - bounds.margin
  let quotes: Quote[] = []
  for (const unit of scored.slice(0, bounds.candidates)) {
    if (unit.score < least) break
    const room = bounds.words - quoteWords(reading, quotes)
    if (room <= 0) break
    if (!isNew(reading, quotes, unit, bounds)) continue
    const grown = addQuote(quotes, quoteAround(reading, quotes, unit, room + bounds.listWords - bounds.words))
    const fits = quoteWords(reading, grown) <= (isList(reading, unit) ? bounds.listWords : bounds.words)
    if (quotes.length === 0 || (fits && grown.length <= bounds.quotes))
      quotes = withoutRepeats(reading, grown)
  }
  return inReadingOrder(quotes)
}

function quoteWords(reading: Reading, quotes: readonly Quote[]): number {
  return quotes.reduce((sum, quote) => {
    const passage = reading.passages[quote.passage]
    return sum + (passage ? countWords(passage, quote) : 0)
  }, 0)
}

/** The unit with what it needs; alone when that is quoted already, as where two chunks of a document overlap. */
function quoteAround(reading: Reading, quotes: readonly Quote[], unit: ScoredUnit, room: number): Quote {
  const alone = { passage: unit.passage, from: unit.index, to: unit.index }
  const passage = reading.passages[unit.passage]
  if (!passage) return alone
  const whole = { passage: unit.passage, ...completeQuote(reading, passage, unit.index, room) }
  const elsewhere = quotes.filter(quote => quote.passage !== unit.passage)
  const said = elsewhere.flatMap(quote => quotedUnits(reading, quote).map(({ unit }) => unit.text))
  return quotedUnits(reading, whole).some(({ unit }) => said.includes(unit.text)) ? alone : whole
}

function quotedUnits(reading: Reading, { passage, from, to }: Quote): UnitReading[] {
  return reading.passages[passage]?.units.slice(from, to + 1) ?? []
}

/** Without the quotes whose every word another one says in the same order: chunks of a document overlap. */
function withoutRepeats(reading: Reading, quotes: readonly Quote[]): Quote[] {
  const texts = quotes.map(
    quote =>
      ` ${quotedUnits(reading, quote)
        .flatMap(({ words }) => words)
        .join(' ')} `,
  )
  return quotes.filter(
    (_, at) =>
      !texts.some((text, other) =>
        text === texts[at] ? other < at : text.includes(texts[at] ?? '') && other !== at,
      ),
  )
}

function isList(reading: Reading, { passage, index }: ScoredUnit): boolean {
  const units = reading.passages[passage]?.units ?? []
  return units[index]?.unit.kind !== 'text' || units[index + 1]?.unit.lead === index
}

/** The quotes with one more, joined to all that it touches: a unit between two quotes makes one of them. */
function addQuote(quotes: readonly Quote[], added: Quote): Quote[] {
  const touches = (quote: Quote) =>
    quote.passage === added.passage && quote.from <= added.to + 1 && added.from <= quote.to + 1
  const touched = quotes.filter(touches)
  const joined = {
    passage: added.passage,
    from: Math.min(added.from, ...touched.map(({ from }) => from)),
    to: Math.max(added.to, ...touched.map(({ to }) => to)),
  }
  if (touched.length === 0) return [...quotes, joined]
  return quotes.flatMap(quote => (quote === touched[0] ? [joined] : touched.includes(quote) ? [] : [quote]))
}

/** False for a unit that is quoted already, that says what a quoted one says, or that is of one passage too many. */
function isNew(reading: Reading, quotes: readonly Quote[], unit: ScoredUnit, bounds: typeof limits): boolean {
  const passages = new Set(quotes.map(quote => quote.passage))
  if (!passages.has(unit.passage) && passages.size >= bounds.passages) return false
  const words = new Set(reading.passages[unit.passage]?.units[unit.index]?.words)
  return !quotes.some(quote => {
    if (quote.passage === unit.passage && quote.from <= unit.index && unit.index <= quote.to) return true
    return quotedUnits(reading, quote).some(other =>
      saysTheSame(words, new Set(other.words), bounds.repeated),
    )
  })
}

function saysTheSame(one: ReadonlySet<string>, other: ReadonlySet<string>, share: number): boolean {
  return new Set(one).intersection(other).size >= share * Math.max(1, Math.min(one.size, other.size))
}

function inReadingOrder(quotes: readonly Quote[]): Quote[] {
  const order = [...new Set(quotes.map(quote => quote.passage))]
  return [...quotes].sort(
    (one, other) => order.indexOf(one.passage) - order.indexOf(other.passage) || one.from - other.from,
  )
}
