import { editDistance } from './edit-distance.ts'

/** Corrects the typos of a folded text towards the words it is going to be searched for. */
export type WordCorrector = (words: readonly string[]) => string[]

/**
 * Replaces a word by the one of `vocabulary` that is one slip away (two from 9 letters on; none under 5 letters),
 * begins with the same letter, and is the only thing it can be: words of `vocabulary` and `protectedWords` stay.
 */
export function createWordCorrector(
  vocabulary: readonly string[],
  protectedWords: readonly string[],
): WordCorrector {
  const known = new Set([...vocabulary, ...protectedWords])
  const targets = vocabulary.filter(word => word.length >= 5).map(word => ({ word, squeezed: squeeze(word) }))
  return words => words.map(word => (known.has(word) || word.length < 4 ? word : nearestOf(word, targets)))
}

function nearestOf(word: string, targets: readonly { word: string; squeezed: string }[]): string {
  const squeezed = squeeze(word)
  let best = word
  let distance = 3
  for (const { word: target, squeezed: short } of targets) {
    if (target.charCodeAt(0) !== word.charCodeAt(0)) continue
    const limit = Math.min(target.length >= 9 ? 2 : 1, distance - 1)
    const near = editDistance(squeezed, short, limit)
    if (near <= limit) [best, distance] = [target, near]
  }
  return best
}

/** "perssonne", "personnnne" and "personne" are one word to who types in haste. */
function squeeze(word: string): string {
  return word.replace(/(.)\1+/g, '$1')
}
