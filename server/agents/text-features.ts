import { wordsOf } from './fold-text.ts'
import { stemWord } from './stem-word.ts'

/** The features of a text as they come, by view: stemmed words, where it begins and ends, words together, characters. */
export type TextFeatures = readonly (readonly string[])[]

/** Share of each view in a text's vector; chosen on the intent sets (docs/evaluation.md, "Routing"). */
export const viewWeights: readonly number[] = [1, 0.5, 0.8, 1.2]

const shortestGram = 3
const longestGram = 4
/** Longer ones only inside a word: across two words they are as rare as the pair of words itself. */
const wordGram = 5

/** Two words this near to each other, in either order, are a feature: "open … blinds". */
const together = 8

/** Characters looked at: a long message says at its beginning and its end what it is about. */
const beginning = 400
const end = 200

/** The features of a message; what occurs twice is there twice. */
export function textFeatures(text: string): TextFeatures {
  const words = wordsOf(shorten(text))
  const stems = words.map(stemWord)
  return [stems, edgesOf(stems), pairsOf(stems), gramsOf(words)]
}

function shorten(text: string): string {
  return text.length <= beginning + end ? text : `${text.slice(0, beginning)} ${text.slice(-end)}`
}

/** An order begins with its verb and a question with its question word; what it is about comes last. */
function edgesOf(stems: readonly string[]): string[] {
  if (stems.length === 0) return []
  const start = `^${stems[0]}`
  return [start, `${start} ${stems[1] ?? ''}`, `$${stems.at(-1)}`]
}

function pairsOf(stems: readonly string[]): string[] {
  const pairs = []
  for (const [index, first] of stems.entries()) {
    for (const second of stems.slice(index + 1, index + 1 + together))
      pairs.push(first < second ? `${first}&${second}` : `${second}&${first}`)
  }
  return pairs
}

function gramsOf(words: readonly string[]): string[] {
  const grams: string[] = []
  const text = ` ${words.join(' ')} `
  for (let length = shortestGram; length <= longestGram; length++) cut(text, length, grams)
  for (const word of words) cut(` ${word} `, wordGram, grams)
  return grams
}

function cut(text: string, length: number, grams: string[]): void {
  for (let start = 0; start + length <= text.length; start++) grams.push(text.slice(start, start + length))
}
