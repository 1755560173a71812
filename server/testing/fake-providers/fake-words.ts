/** The words of a text that carry meaning, near enough: lower case, no accents, at least three letters, cut to a stem. */
export function meaningfulWords(text: string): string[] {
  const folded = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return (folded.match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter(word => !empty.has(word)).map(toStem)
}

/** Six letters tell French and English words apart well enough, and make `séquence` and `séquences` one. */
function toStem(word: string): string {
  return word.slice(0, 6).replace(/(?<=..)e?s$/, '')
}

const empty = new Set(
  'les des une est que qui pour dans par sur avec mon mes ton tes son ses comment quel quelle quels quelles faire the and for how what with your you are'.split(
    ' ',
  ),
)
