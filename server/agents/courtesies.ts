import { hello } from './smalltalk.ts'

/** Courtesy before what is asked: "d'accord mais combien ça coûte ?", "Merci ! Et pour les réels ?". */
const courtesy =
  /^\s*(?:(?:ok(?:ay)?|d['’]accord|dac|merci(?: (?:beaucoup|bcp|bien|à toi|a toi|à vous))?|super|parfait|top|g[ée]nial|cool|tr[èe]s bien|[çc]a marche|compris|je vois|thanks|thank you|great|perfect|got it)(?:\s*[,.!…]+\s*|\s+(?=(?:et|mais|alors|donc|sinon|du coup|par contre|and|but|so|then|comment|combien|quels?|quelles?|pourquoi|quand|où|how|what|why|when|where|which)\s)))+/iu

/** A greeting before it: no document says "bonjour", so that a search would miss a word of the question. */
const greeting = new RegExp(
  `^\\s*${hello}(?:\\s+(?:[àa] (?:toi|vous|tous|toutes)|tout le monde|les (?:filles|copines)|l['’][ée]quipe|madame|there|team|everyone))?[\\s,;:!.…]+(?=\\S)`,
  'iu',
)

/** Courtesy after it: "parle-moi des stories stp, merci d'avance et bonne journée". */
const asking = '(?:stp|svp|please|pls|plz)'
const thanking = '(?:merci|thanks|thank you)'
const leaving =
  "(?:s['’ ]?il (?:te|vous) pla[iî]t|(?:un grand |mille )?merci(?: (?:beaucoup|bcp|infiniment|d(?:['’]|e )? ?avance|par avance|pour (?:ton|votre) (?:aide|retour|r[ée]ponse)))+|(?:many )?(?:thanks|thank you)(?: (?:a lot|so much|very much|in advance|for your help))+|bonne (?:journ[ée]e|soir[ée]e|fin de journ[ée]e|continuation)(?: [àa] (?:toi|vous|toutes|tous))?|have a (?:nice|good|great) day|bisous?|cordialement|bien [àa] (?:toi|vous))"
const before = '[\\s,.;!…]+(?:(?:et|and)\\s+)?'
// "La page de merci" is no thanks: that alone is known by the sign before it.
const farewell = new RegExp(
  `(?:(?:${before}(?:${asking}|${thanking}))*${before}${leaving}|${before}${asking}|(?<=[?!.,;…]\\s*)${thanking})(?:${before}(?:${asking}|${thanking}|${leaving}))*[\\s,.;!…\\p{Extended_Pictographic}]*$`,
  'iu',
)

/** The message as it was written, without the courtesy that it begins or ends with; whole where it is nothing else. */
export function withoutCourtesy(message: string): string {
  const rest = message
    .replace(greeting, '')
    .replace(courtesy, '')
    .replace(/^(?:mais|but)\s+/iu, '')
    .replace(farewell, '')
    .trim()
  return /[\p{L}\p{N}]/u.test(rest) && rest !== message ? rest : message
}
