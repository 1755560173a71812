import { bareReply } from './bare-reply.ts'
import { wordsOf } from './fold-text.ts'

/** Words at the beginning of what goes on with something said before. */
const continues =
  /^(?:et (?:si|pour|avec|sans|la|le|les|en|sur|dans|comment|combien|quand|quoi|apres|moi|toi|du|de|un|une|ca|ensuite|sinon|aussi|quel|quelle)|et\b|mais|oui|ouais|non|si\b|ok|okay|d accord|donc|alors|du coup|sinon|aussi|par exemple|un exemple|une autre|un autre|autre|encore|plus|pourquoi|comment (?:ca|faire ca|je fais|on fait)|combien (?:ca|de temps|coute)|c est quoi (?:ca|la difference)|ca|cela|ceci|celui|celle|le premier|la premiere|le deuxieme|la deuxieme|le second|la seconde|le dernier|la derniere|lequel|laquelle|(?:tu )?peux tu|tu peux|tu pourrais|pourrais tu|tu as|as tu|t as|donne|montre|explique|precise|detaille|developpe|resume|continue|vas y|je veux bien|je n ai pas|j ai pas|pas compris|je (?:n ai )?(?:pas )?comprends|and|but|yes|yeah|no\b|so\b|why|how so|what about|what if|how about|can you|could you|more|another|an example|for example|like what|go on|tell me more|explain|which one|the first|the second|that|it\b|this|also|then|ensuite|apres|meme question|pareil|et apres)/

/** Words that stand for something said before. */
const standsFor = new Set(
  'ca cela ceci celui celle ceux celles y en lequel laquelle lesquels ce cet cette it this that these those them one same pareil exemple example examples exemples details detail plus more autre autres another'.split(
    ' ',
  ),
)

/** What is short and holds one of these, or begins so, is about what was said before, whatever else it says. */
const refers =
  /(?:^| )(?:ca|cela|ceci|celui|celle|ceux|celles|it|this|that|these|those|them)(?: |$)|^(?:et |mais |and |but )?(?:c est|est ce|is it|are they|(?:il|elle) est|(?:ils|elles) sont) (?!quoi|koi|qui|que\b|qu\b)/
/** What leans on nothing where it names a thing of its own: "combien coûte l'atelier ?", "ça marche comment, les réels ?"; not where it adds one. */
const asksOfThing = /^(?:combien|ca|cela|it|this|that) (?!.*\b(?:aussi|egalement|too|as well)\b)/
const namesThing = /(?:^| )(?:les?|la|l|une?|des|mes|mon|ma|the|an?|my) [a-z]{3}/
/** Longest message read so, in words. */
const longestReference = 6

/** From here on a message says too little by itself to search with ("et pour les réels ?" is 0.85). */
export const leansEnough = 0.7

const longest = 12

/**
 * How much (0..1) a message leans on what was said before: "et pour les réels ?" does, a whole question does not.
 * A short answer to the clarifying question (`clarified`) always does.
 */
export function leaningOf(message: string, clarified = false): number {
  if (bareReply(message)) return 1
  const words = wordsOf(message)
  if (words.length === 0 || words.length > longest) return 0
  const text = words.join(' ')
  const short = words.length <= 3 ? 0.5 : words.length <= 6 ? 0.25 : 0
  const whole = asksOfThing.test(text) && namesThing.test(text)
  const begins = continues.test(text) && !whole ? 0.6 : 0
  const stands = words.some(word => standsFor.has(word)) ? 0.25 : 0
  return Math.min(1, short + begins + stands + (clarified ? short : 0))
}

/** True for a short message about what was said before: "ça dure combien de temps ?", "c'est obligatoire ?", "is it free?". */
export function refersBack(message: string): boolean {
  const words = wordsOf(message)
  const text = words.join(' ')
  return words.length <= longestReference && refers.test(text) && !namesThing.test(text)
}
