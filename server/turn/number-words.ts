const numberWords = `0 zero;2 two deux;3 three trois;4 four quatre;5 five cinq;6 six;7 seven sept;8 eight huit;9 nine neuf;10 ten dix;
11 eleven onze;12 twelve douze;13 thirteen treize;14 fourteen quatorze;15 fifteen quinze;16 sixteen seize;20 twenty vingt;
30 thirty trente;40 forty quarante;50 fifty cinquante;60 sixty soixante;100 hundred cent;1000 thousand mille`
/** Not "un", "une", "one": mostly they count nothing. */
const figures = new Map(
  numberWords.split(/;\s*/).flatMap(line => {
    const [figure = '', ...words] = line.split(' ')
    return words.map(word => [word, figure] as const)
  }),
)

/** The figures of a number in words ("trois" is "3"), folded, in French or English; undefined for any other word. */
export function figureOf(word: string): string | undefined {
  return figures.get(word)
}

/** The figures of a number in words or in figures; null for any other word. */
export function numberOf(word: string): string | null {
  return figures.get(word) ?? (/^\d+$/.test(word) ? word : null)
}
