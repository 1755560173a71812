import { foldText } from '../agents/fold-text.ts'

/** Numbers as words, folded; not `un` and `one`, which are articles first. */
const numbers = new Set(
  `zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante
  soixante cent cents mille million millions milliard demi demie double moitie tiers quart
  two three four five seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
  thirty forty fifty sixty seventy eighty ninety hundred thousand half twice third quarter`.split(/\s+/),
)
/** Words that turn what is said into its contrary, folded. */
const negations = new Set(
  `ne n pas plus jamais aucun aucune sans non sauf impossible interdit interdite not no never without except cannot t`.split(
    ' ',
  ),
)

/** A word or a number, its decimals and thousands with it: "1 290,50". */
const word = /\p{N}+(?:[., ]\p{N}+)*|\p{L}+/gu

/** Where a sentence, an item or a cell begins, and anything may be a capital; a line may begin anywhere. */
const beginning = /(?:^|[.!?…:;|•*#>«“"([–—-]) ?$/

/**
 * What two texts that look alike may differ in, in the order of the text: numbers in digits and in words, negations, and names
 * (words with a capital inside a sentence; none where all is in capitals). Equal strings, equal facts; for comparing only.
 */
export function statedFacts(of: string): string {
  const text = of.replace(/\s+/g, ' ')
  const facts: string[] = []
  const cased = /\p{Ll}/u.test(text)
  for (const { 0: found, index } of text.matchAll(word)) {
    const folded = foldText(found)
    if (/\p{N}/u.test(found)) facts.push(folded.replaceAll(' ', ''))
    else if (numbers.has(folded) || negations.has(folded)) facts.push(folded)
    else if (cased && isName(found) && !beginning.test(text.slice(Math.max(0, index - 2), index)))
      facts.push(folded)
  }
  return facts.join(' ')
}

function isName(word: string): boolean {
  return /^\p{Lu}/u.test(word)
}
