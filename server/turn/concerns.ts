import { hasCue } from './question-cues.ts'
import {
  type PassageReading,
  type Reading,
  type Strengths,
  strongest,
  type UnitReading,
} from './read-passages.ts'

/** From this strength on a term counts as said: the least that a match by trigrams is worth. */
const said = 0.6
/** Sentences before and after, under the same heading, that tell what one is about. */
const neighbours = 3

/**
 * True for a unit that is about the question's subject: its passage has one of the names (or its heading asks all the
 * rest, of nothing that has a name), and the unit, its headings, title or neighbours one of the words. A price belongs
 * to what its own sentence, or the one before it, names; a sentence without one to what the heading above names.
 */
export function concerns(reading: Reading, passage: PassageReading, index: number): boolean {
  const { names, words } = reading.subject
  if (reading.kind === 'price') return saysOne(pricedBy(passage, index), names.length > 0 ? names : words)
  const named = saysOne(passage.whole, names) || asksTheRest(reading, passage.units[index])
  return named && saysOne(around(passage, index), words)
}

/** "… un réel Instagram ?" is answered under "… un réel ?", where no name of another thing stands above. */
function asksTheRest({ subject, passages }: Reading, unit: UnitReading | undefined): boolean {
  const rest = subject.words.filter(word => !subject.names.includes(word))
  const known = passages.some(passage => saysOne(passage.whole, subject.names))
  if (known || rest.length === 0 || unit === undefined || unit.ofName) return false
  return rest.every(word => (unit.heading[word] ?? 0) >= said)
}

/** Share of the subject that none of the passages says, 0..1. */
export function unknownShare({ subject, passages }: Reading): number {
  const unknown = subject.words.filter(word => !passages.some(({ whole }) => (whole[word] ?? 0) >= said))
  return unknown.length / Math.max(1, subject.words.length)
}

function saysOne(strengths: Strengths, terms: readonly number[]): boolean {
  return terms.length === 0 || terms.some(term => (strengths[term] ?? 0) >= said)
}

function around(passage: PassageReading, index: number): Strengths {
  const { units, title } = passage
  const heading = units[index]?.unit.heading
  const near = units.slice(Math.max(0, index - neighbours), index + neighbours + 1)
  const together = near.filter(({ unit }) => unit.heading === heading)
  return strongest([title, units[index]?.heading ?? [], ...together.map(unit => unit.strengths)].map(whole))
}

function pricedBy({ units, title }: PassageReading, index: number): Strengths {
  const { unit, heading = [], strengths = [] } = units[index] ?? {}
  const above = [title, heading]
  if (unit === undefined || !hasCue('price', unit.text)) return strongest(above.map(whole))
  const before = units[unit.lead ?? index - 1]
  const together = unit.lead !== null || before?.unit.block === unit.block
  return strongest([...above, strengths, together ? (before?.strengths ?? []) : []].map(whole))
}

function whole(strengths: Strengths): [Strengths, number] {
  return [strengths, 1]
}
