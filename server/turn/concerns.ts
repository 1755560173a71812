import { holdsCue } from './passage-units.ts'
import type { PassageReading, Reading, Strengths, UnitReading } from './read-passages.ts'

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
  if (reading.kind === 'price') return isPricedBy(passage, index, names.length > 0 ? names : words)
  const named = saysOne(passage.whole, names) || asksTheRest(reading, passage.units[index])
  return named && saysAround(passage, index, words)
}

/** "… un réel Instagram ?" is answered under "… un réel ?", where no name of another thing stands above. */
function asksTheRest({ subject, passages }: Reading, unit: UnitReading | undefined): boolean {
  if (unit === undefined || unit.ofName) return false
  const rest = subject.words.filter(word => !subject.names.includes(word))
  if (rest.length === 0 || passages.some(passage => saysOne(passage.whole, subject.names))) return false
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

function saysAround({ units, title }: PassageReading, index: number, terms: readonly number[]): boolean {
  if (saysOne(title, terms) || saysOne(units[index]?.heading ?? [], terms)) return true
  const heading = units[index]?.unit.heading
  const last = Math.min(units.length - 1, index + neighbours)
  for (let at = Math.max(0, index - neighbours); at <= last; at++) {
    const near = units[at]
    if (near?.unit.heading === heading && saysOne(near?.strengths ?? [], terms)) return true
  }
  return false
}

function isPricedBy({ units, title }: PassageReading, index: number, terms: readonly number[]): boolean {
  const own = units[index]
  if (saysOne(title, terms) || saysOne(own?.heading ?? [], terms)) return true
  if (own === undefined || !holdsCue(own, 'price')) return false
  const { unit, strengths } = own
  const before = units[unit.lead ?? index - 1]
  const together = unit.lead !== null || before?.unit.block === unit.block
  return saysOne(strengths, terms) || (together && saysOne(before?.strengths ?? [], terms))
}
