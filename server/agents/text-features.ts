import { wordsOf } from './fold-text.ts'
import { stemWord } from './stem-word.ts'

/** The features of a text as they come, by view: stemmed words, pairs of neighbours, character n-grams. */
export type TextFeatures = readonly (readonly string[])[]

/** Share of each view in a text's vector; chosen on the intent sets (evals/routing.ts). */
export const viewWeights: readonly number[] = [1, 0.25, 1.5]

const shortestGram = 3
const longestGram = 5

/** Characters looked at: a long message says at its beginning and its end what it is about. */
const beginning = 400
const end = 200

/** The features of a message; what occurs twice is there twice. */
export function textFeatures(text: string): TextFeatures {
  const words = wordsOf(shorten(text))
  const stems = words.map(stemWord)
  return [stems, pairsOf(stems), gramsOf(` ${words.join(' ')} `)]
}

function shorten(text: string): string {
  return text.length <= beginning + end ? text : `${text.slice(0, beginning)} ${text.slice(-end)}`
}

function pairsOf(words: string[]): string[] {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`)
}

function gramsOf(text: string): string[] {
  const grams = []
  for (let length = shortestGram; length <= longestGram; length++) {
    for (let start = 0; start + length <= text.length; start++) grams.push(text.slice(start, start + length))
  }
  return grams
}
