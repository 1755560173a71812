import { editDistance } from '../agents/edit-distance.ts'
import type { Term } from './question-terms.ts'

/** Whether somebody wrote a word on purpose. */
export type IsKnown = (word: string) => boolean

/** How long the shorter one of two words is at least, for an error of a kind to be forgiven; UTF-16 units. */
const shortest = { any: 5, swapped: 6, nearKey: 8, oneLetter: 9, elided: 6, stopWord: 6 }

/**
 * How surely two words of questions are the same, 0..1: written alike, inflected, or one typing error apart. Names and
 * numbers are not inflected ("Canva", "Canvas"). `isKnown`: words that are somebody's, so nobody's misspelling. Symmetric.
 */
export function sameTerm(one: Term, other: Term, isKnown: IsKnown): number {
  if (one.word === other.word) return 1
  if (/\d/.test(one.word + other.word)) return 0
  if (!one.named && !other.named && isInflected(one, other)) return 0.98
  return isMisspelt(one.word, other.word, isKnown) ? 0.95 : 0
}

const agentNoun = /at(?:eur|rice)s?$/
const pluralOf = (word: string) => word.replace(/(?<=[a-z]{3})ies$/, 'y').replace(/[sx]$/, '')
/** A word without the ending of an infinitive or a present in it; null where it has none. Folded. */
const verbOf = (word: string) => /^([a-z]{3,})(?:er|ez|es?|ent)$/.exec(word)?.[1] ?? null

/** "créer", "crée", "créez": one of them with an ending that only verbs have. */
function isConjugated(one: string, other: string): boolean {
  return (
    verbOf(one) !== null && verbOf(one) === verbOf(other) && [one, other].some(word => /e[rz]$/.test(word))
  )
}

/** Whether two words are forms of one. Not "utilisateur" of "utilisation", "poste" of "post", "versions" of "versement". */
function isInflected(one: Term, other: Term): boolean {
  if (pluralOf(one.word) === pluralOf(other.word)) return one.word.length > 3 && other.word.length > 3
  if (isConjugated(one.word, other.word)) return true
  if (one.stem !== other.stem || agentNoun.test(one.word) !== agentNoun.test(other.word)) return false
  const isNoun = (word: string) => /[^a][st]ions$/.test(word)
  if (isNoun(one.word) !== isNoun(other.word)) return false
  const isBare = ({ word, stem }: Term) => pluralOf(word) === stem
  return one.stem.length > 4 || isBare(one) === isBare(other)
}

/**
 * Whether two folded words are one typing error apart that leaves no other word. Of two words one letter apart mostly both
 * are words (carte, charte), and nobody told which are. So the first letter has to be right, and the error of a kind
 * that seldom makes a word of a word: a letter doubled or not; neighbours swapped; a letter where none can stand; in long words
 * one left out, one too many, or the key beside. An article without its apostrophe ("labonnement") is forgiven too.
 */
export function isMisspelt(one: string, other: string, isKnown: IsKnown): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length < shortest.any || (isKnown(one) && isKnown(other))) return false
  if (isElided(short, long)) return true
  if (one[0] !== other[0] || editDistance(one, other, 1) > 1) return false
  if (startsOpposite(short, long)) return false
  if (isImpossible(one) !== isImpossible(other)) return true
  const at = firstDifference(short, long)
  const [letter = '', its = ''] = [short[at], long[at]]
  if (its === long[at - 1] && short.length < long.length) return its !== 's' // "poison" is not "poisson"
  if (isNasal(short, long, at)) return true
  // Endings make other words of a word: "salarie", "salaire"; "employer", "employeur".
  if (at >= long.length - 3) return false
  if (short.length < long.length) return short.length >= shortest.oneLetter && !isCluster(long, at)
  if (letter === long[at + 1] && short[at + 1] === its) return short.length >= shortest.swapped
  return short.length >= shortest.nearKey && areNeighbours(letter, its)
}

/** "conment" for "comment": before b, m and p French writes m. */
function isNasal(one: string, other: string, at: number): boolean {
  return (
    one.length === other.length &&
    `${one[at]}${other[at]}`.match(/^(?:nm|mn)$/) !== null &&
    /[bmp]/.test(one[at + 1] ?? '')
  )
}

/** "contacter", "contracter": an r, l or h behind a consonant makes another word. */
function isCluster(long: string, at: number): boolean {
  return /[rlh]/.test(long[at] ?? '') && /[^aeiouy]/.test(long[at - 1] ?? '')
}

/** Words of five letters or more that are one letter from a stop word of six or more with their first letter, folded. */
const besideStopWords: ReadonlySet<string> = new Set(
  `astres aupres carnot ciment combine combines comments commet common commun coment cements cellules celtes faits faute fautes faite
metre metres mette meutre moines others pensant perdant perdants pendants pendent pourrir pourvoi pourvoir rally rallye relly serment servant
serons servait shoulder souvient thank though thought throughs trouble troupe trouva tousse toutou allez enfin exacte juste justement
quelles querelle between befores abouts`.split(/\s+/),
)

/**
 * Whether a folded word is a stop word with one typing error in it, of any kind but in its first letter. There are few stop words,
 * and the words beside them are listed.
 */
export function isMisspeltStopWord(word: string, stopWord: string, isKnown: IsKnown): boolean {
  if (stopWord.length < shortest.stopWord || word.length < shortest.any) return false
  if (word[0] !== stopWord[0] || besideStopWords.has(word) || isKnown(word)) return false
  return editDistance(word, stopWord, 1) === 1
}

function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}

/** "labonnement", "dabonnement"; not "limitation", "légalité", "démission", which are words beside "imitation" …. */
function isElided(short: string, long: string): boolean {
  if (short.length < shortest.elided || long.slice(1) !== short) return false
  return /^(?:l(?!egal|imit)[aeiouhy]|d[aouh])/.test(long)
}

const opposite = /^(?:un|in|im|il|ir|de|des|dis|non|re)(?=\p{L}{3})/u

/** Whether one word is the other one with a prefix that turns it into another. */
function startsOpposite(short: string, long: string): boolean {
  return long.replace(opposite, '') === short
}

const keyRows = ['azertyuiop', 'qsdfghjklm', 'wxcvbn', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** Whether two letters are beside each other in a row of a French or an English keyboard; not two vowels ("confirme", "conforme"). */
function areNeighbours(one: string, other: string): boolean {
  if (/^[aeiouy]{2}$/.test(one + other)) return false
  return keyRows.some(row => row.includes(one + other) || row.includes(other + one))
}

/** What no word of French or English has, folded: letters that cannot follow each other. */
const impossible = new RegExp(
  [
    'q(?!u|$)', // every q but the last letter of "coq" is followed by u
    '[^aeiouycdnrs]q', // "acquis", "inquiet", "marque", "masque"
    'j[^aeiou]',
    '[cfghjkmpqstvwxz]j',
    'v[^aeiouyrlv]',
    '[cfghjkmpqstwxz]v',
    'x[bdfgjklmnrsvwxz]',
    '[bcdfghjkmpqstvwxz]x',
    'z[bcdfgjkmnpqrstvwx]',
    '[bcdfghjkmpqvwx]z',
    'w[bcfgjkmpqtvwxz]',
    '[bcfghjkmpqvxz]w',
    '[bdfgjmpqtvwxz]k',
    'k[bcdgjmpqtvxz]',
    'g[bcfjkpqvwxz]',
    'd[bcfkpqtxz]',
    'b[cfghkmnpqwxz]',
    'f[bcdghjkmnpqvwxz]',
    'p[bgjkqvwxz]',
    'c[bdfgjmpvwxz]',
    'h[bcdfghjkpqsvwxz]',
    'm[dfghjkqrvwxz]',
    't[bdgjkpqvx]',
    'l[jqrxz]',
    'r[jxz]',
    'n[xw]',
    '[bcdfghjklmnpqrstvwxz]{5}',
    '[aeiouy]{5}',
    '(.)\\1\\1',
    'aa|ii|uu|jj|qq|kk|ww|xx|vv|hh',
    '^(?:[bcdfghjklmnpqrtvwxz][bcdfgjkmqtvxz]|[bcdfghjklmnpqrstvwxz]{4})',
  ].join('|'),
)

function isImpossible(word: string): boolean {
  return impossible.test(word)
}
