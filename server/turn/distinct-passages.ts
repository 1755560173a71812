import { foldText } from '../agents/fold-text.ts'
import { statedFacts } from './stated-facts.ts'

/** What is compared of a passage. */
interface Text {
  content: string
  title?: string | null
  section?: string | null
}

/** Letters of a probe: some six words, which two texts hardly share by chance. */
const probeLength = 40
const probes = 8
/** Probes that may be missing from a text that is nearly the same: a sentence worded otherwise, a typing error. */
const mayMiss = 2

/** Lower case, blanks as one: what a copy changes without changing the text. */
function toPlain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** True when all but a few of the shorter text's probes, evenly spread, stand in the longer one. */
function nearlySame(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length < 2 * probeLength) return short === long
  const step = (short.length - probeLength) / (probes - 1)
  let missed = 0
  for (let probe = 0; probe < probes; probe++) {
    const at = Math.floor(probe * step)
    if (!long.includes(short.slice(at, at + probeLength)) && ++missed > mayMiss) return false
  }
  return true
}

/** What a copy or another year's version of a document adds to its title. */
const version = /\b(?:(?:19|20)\d\d|v(?:ersion)? ?\d+(?:\.\d+)*|copie|copy|brouillon|draft|final|finale)\b/g

function toName(text: string): string {
  const words = foldText(text)
    .replace(/\.[a-z]{2,5}$/, '')
    .replace(version, ' ')
  return words.match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? ''
}

/** What a passage is about by its title and headings: "ouverts le lundi" under Nantes is not "ouverts le lundi" under Lyon. */
function subjectOf({ title, section }: Text): string {
  return [...new Set([title ?? '', ...(section ?? '').split(' > ')].map(toName))].join('\n').trim()
}

/** A passage, and what of it was worked out already. */
interface Read<Passage> {
  passage: Passage
  plain: string
  subject: string
}

/** True when a passage says what a better one says, of the same subject and with the same facts. */
function saysNoMore(passage: Read<Text>, better: Read<Text>): boolean {
  if (passage.subject !== better.subject || !nearlySame(passage.plain, better.plain)) return false
  return (
    better.plain.includes(passage.plain) ||
    statedFacts(passage.passage.content) === statedFacts(better.passage.content)
  )
}

/**
 * The passages without those that say nearly what a better one says: the same page loaded twice, a version of a document
 * in other words. What differs in a number, a name, a "not" or in what it is said of stays: it says something else. Best
 * first, and so they stay; of two that are nearly the same the first is kept.
 */
export function distinctPassages<Passage extends Text>(passages: readonly Passage[]): Passage[] {
  const kept: Read<Passage>[] = []
  for (const passage of passages) {
    const read = { passage, plain: toPlain(passage.content), subject: subjectOf(passage) }
    if (!kept.some(better => saysNoMore(read, better))) kept.push(read)
  }
  return kept.map(({ passage }) => passage)
}
