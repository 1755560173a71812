import { coverage, type PassageReading, type Reading } from './read-passages.ts'

/** Units of a passage from `from` to `to`, both included. */
export interface Span {
  from: number
  to: number
}

/** Longest list quoted whole, in items. */
const maxListItems = 8
/** What a sentence may grow to with the ones around it, in words. */
const grownWords = 60
/** From this share of the question on, a heading is taken to ask it. */
const askedByHeading = 0.6

const leansBack =
  /^["«“(']?\s*(ils?|elles?|cela|ça|ceci|cette|cet|ces|ce|celui|celle|ceux|celles|en effet|cependant|toutefois|mais|donc|ainsi|or|de plus|par contre|sinon|it|they|this|that|these|those|he|she|his|her|its|their|however|but|so|then|also)(?=[\s,'’])/iu

/** Words of a span. */
export function countWords(passage: PassageReading, { from, to }: Span): number {
  let words = 0
  for (let index = from; index <= to; index++) words += passage.units[index]?.words.length ?? 0
  return words
}

/**
 * The unit at `index` with what it needs to be understood, in at most `room` words (the unit alone may be longer):
 * its list and the sentence that leads to it, the sentence it leans on, the paragraph that answers its heading.
 */
export function completeQuote(reading: Reading, passage: PassageReading, index: number, room: number): Span {
  const list = listAround(passage, index)
  const span = list && withinList(reading, passage, index, list, room)
  return span ?? withNeighbours(reading, passage, index, room)
}

/** The list that the unit is in, or that it introduces, bounded around it; null when there is none. */
function listAround({ units }: PassageReading, index: number): Span | null {
  const at = units[index]?.unit.kind === 'text' ? index + 1 : index
  const { kind, block, lead } = units[at]?.unit ?? {}
  if (kind === undefined || kind === 'text' || (at !== index && lead !== index)) return null
  const span = { from: at, to: at }
  while (units[span.from - 1]?.unit.block === block && at - span.from < maxListItems) span.from--
  while (units[span.to + 1]?.unit.block === block && span.to - span.from + 1 < maxListItems) span.to++
  return span
}

/** The list with its lead where the whole of it is wanted and fits, else as much as leads to the item; or null. */
function withinList(
  reading: Reading,
  passage: PassageReading,
  index: number,
  list: Span,
  room: number,
): Span | null {
  const lead = passage.units[list.from]?.unit.lead
  const from = lead === list.from - 1 ? lead : list.from
  const whole = { from, to: list.to }
  const announced = passage.units[index]?.unit.text.endsWith(':') ?? false
  const wanted = reading.kind === 'steps' || announced || isAsked(reading, passage, index)
  const enough = wanted ? room : Math.min(room, grownWords)
  while (wanted && whole.to > Math.max(index, list.from) && countWords(passage, whole) > enough) whole.to--
  if (countWords(passage, whole) <= enough) return whole
  if (index < list.from) return null
  const upToItem = { from, to: index }
  return countWords(passage, upToItem) <= Math.min(room, grownWords) ? upToItem : { from: index, to: index }
}

/** The sentence with the one it leans on; under a heading that asks the question, with its paragraph while short. */
function withNeighbours(reading: Reading, passage: PassageReading, index: number, room: number): Span {
  const { units } = passage
  const span = { from: index, to: index }
  const asked = isAsked(reading, passage, index)
  const fits = (from: number, to: number) => countWords(passage, { from, to }) <= Math.min(room, grownWords)
  const together = (at: number) => units[at]?.unit.block === units[index]?.unit.block
  const wantsPrevious = () => asked || leansBack.test(units[span.from]?.unit.text ?? '')
  while (wantsPrevious() && together(span.from - 1) && fits(span.from - 1, span.to)) span.from--
  while (asked && together(span.to + 1) && fits(span.from, span.to + 1)) span.to++
  return withAnnounced(passage, index, span, room)
}

/** A quote that ends where a list is announced goes on to the list's end; where that is too long, it ends before. */
function withAnnounced(passage: PassageReading, index: number, { from, to }: Span, room: number): Span {
  const list = passage.units[to + 1]?.unit.lead === to ? listAround(passage, to) : null
  if (!list) return { from, to }
  if (countWords(passage, { from, to: list.to }) <= room) return { from, to: list.to }
  return { from, to: to > index ? to - 1 : to }
}

function isAsked(reading: Reading, passage: PassageReading, index: number): boolean {
  return coverage(passage.units[index]?.heading ?? [], reading.weights) >= askedByHeading
}
