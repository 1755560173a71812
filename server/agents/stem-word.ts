const endings = [
  /(?:ements?|ations?|atrices?|ateurs?|ings?|ment|tions?)$/,
  /(?:eraient|erait|erons|eront|erez|erai|aient|ions|iez|ees|ee|er|ez|ent|ait|ais|antes?|ants?|es|ed|s|x|e)$/,
]

/** Shortest stem: cutting further would make unlike words alike. */
const shortestStem = 3

/**
 * Cuts the endings of French and English inflection from a folded word. Light on purpose: it only has to make
 * the same word look the same, in a message whose language nobody told; n-grams bring the rest together.
 */
export function stemWord(word: string): string {
  if (word.length <= shortestStem || /\d/.test(word)) return word
  let stem = word
  for (const ending of endings) {
    const cut = stem.replace(ending, '')
    if (cut.length >= shortestStem) stem = cut
  }
  return stem
}
