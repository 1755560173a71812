import { wordsOf } from '../agents/fold-text.ts'

/** From more similar messages than this on, a visitor is going round in circles (as v1 had it). */
export const mostSimilar = 6
/** Two messages are similar above this (as v1 had it). */
export const similarAbove = 0.8
/** How far back it is looked. */
export const messagesLookedAt = 19

/** Letters and digits below which a message says too little to be the same question again ("oui", "d'accord"). */
const fewestLetters = 8

/**
 * How much two texts have in common, 0 to 1: Dice's coefficient of the sets of their character trigrams, in lower case,
 * without accents and punctuation. The same words with a typo or a "please" are above 0.8, the same question in other
 * words is not. An empty text is like nothing.
 */
export function textSimilarity(first: string, second: string): number {
  return similarityOf(trigramsOf(first), trigramsOf(second))
}

/** How many of a visitor's messages say much the same as this one, which is counted too; 0 where it says too little. */
export function countSimilar(message: string, earlier: readonly string[]): number {
  if (wordsOf(message).join('').length < fewestLetters) return 0
  const trigrams = trigramsOf(message)
  return 1 + earlier.filter(each => similarityOf(trigrams, trigramsOf(each)) > similarAbove).length
}

function similarityOf(first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  if (first.size === 0 || second.size === 0) return 0
  const shared = [...first].filter(trigram => second.has(trigram)).length
  return (2 * shared) / (first.size + second.size)
}

function trigramsOf(text: string): Set<string> {
  const words = wordsOf(text)
  const trigrams = new Set<string>()
  if (words.length === 0) return trigrams
  const padded = ` ${words.join(' ')} `
  for (let start = 0; start + 3 <= padded.length; start++) trigrams.add(padded.slice(start, start + 3))
  return trigrams
}
