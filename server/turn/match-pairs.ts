import { editDistance } from '../agents/edit-distance.ts'
import { foldText, wordsOf } from '../agents/fold-text.ts'
import { type QuestionKind, questionKind } from './question-cues.ts'
import { questionTerms, type Term } from './question-terms.ts'
import { remember } from './remember.ts'
import { sameMeaning } from './same-meaning.ts'
import { stopWords } from './stop-words.ts'

/** What matching needs of a pair that the search found. */
export interface LikelyPair {
  owner: string
  /** Ways to ask for it. */
  questions: readonly string[]
  answer: string
  priority: number
}

/** A pair beside a question. */
export interface PairMatch<Pair extends LikelyPair> {
  pair: Pair
  /** The way to ask for it that is most like the question. */
  question: string
  /** How much of what each of the two says the other one says too, 0..1: the lesser of both. */
  score: number
  /** Whether it was asked for: then its answer is given. */
  matches: boolean
}

/**
 * The least score of a pair that was asked for. Between 0.81 and 0.9 hardly a question of any set changes sides
 * (`npm run eval -- pairs` shows both sides at each); this is the least at which none is answered wrongly that 0.9 leaves out,
 * whichever set is left out of the choice, or the next lower one.
 */
export const leastScore = 0.86

/**
 * The pairs beside a question, likest first; of equals the one of higher priority, then a specialist's own before what
 * everybody shares. Pure. A pair is asked for when both say the same things: every word of either that carries meaning
 * has its like in the other, spelling and inflection apart, with the same numbers, the same "not" and the same
 * kind of question. "Combien dure un réel ?" does not ask for what "Combien coûte un réel ?" asks for. Bare words
 * ("abonnement") that would ask for several answers ask for none of them.
 */
export function matchPairs<Pair extends LikelyPair>(
  question: string,
  pairs: readonly Pair[],
): PairMatch<Pair>[] {
  const asked = readQuestion(question)
  const found = pairs
    .flatMap(pair => bestQuestion(asked, pair) ?? [])
    .sort(
      (one, other) =>
        other.score - one.score ||
        other.pair.priority - one.pair.priority ||
        Number(one.pair.owner === 'shared') - Number(other.pair.owner === 'shared'),
    )
  return saysWhat(asked) ? found : withoutAmbiguous(found)
}

/** Whether a question says what it asks of what it names. */
function saysWhat({ kind, asksWith }: ReadQuestion): boolean {
  return kind !== 'other' || asksWith !== ''
}

/** Without the matches among which bare words do not choose: as bare ways to ask do. */
function withoutAmbiguous<Pair extends LikelyPair>(found: readonly PairMatch<Pair>[]): PairMatch<Pair>[] {
  const matching = found.filter(({ matches }) => matches)
  if (new Set(matching.map(({ pair }) => pair.answer)).size < 2) return [...found]
  return found.map(match => ({ ...match, matches: match.matches && !saysWhat(readQuestion(match.question)) }))
}

function bestQuestion<Pair extends LikelyPair>(asked: ReadQuestion, pair: Pair): PairMatch<Pair> | null {
  let best: PairMatch<Pair> | null = null
  for (const question of pair.questions) {
    const score = likeness(asked, readQuestion(question))
    if (best === null || score > best.score) best = { pair, question, score, matches: score >= leastScore }
  }
  return best
}

/** How much two questions say the same, 0..1, in any order. */
export function questionLikeness(one: string, other: string): number {
  return likeness(readQuestion(one), readQuestion(other))
}

interface ReadQuestion {
  terms: readonly Term[]
  /** Its words that say nothing of the subject, folded: a misspelt one looks like a term. */
  hollow: readonly string[]
  kind: QuestionKind
  /** The word it asks with, in English: `what`, `when` …; empty when it has none. */
  asksWith: string
  /** Words that turn what is asked into something else, in order. */
  turns: string
}

const pricing = sameMeaning('prix')

/** A question of a pair is read at each message that is like it. */
const mostRemembered = 2000

const readQuestion = remember(mostRemembered, (question: string): ReadQuestion => {
  const asked = withoutPoliteness(question)
  const kind = questionKind(asked)
  // "Combien coûte" and "c'est combien" say by their kind that it is the price.
  const terms = questionTerms(asked).filter(
    ({ word }) => kind !== 'price' || (word !== pricing && !stopWords.has(word)),
  )
  const own = new Set(terms.map(({ word }) => word))
  const hollow = [...new Set(wordsOf(asked))].filter(word => word.length > 2 && !own.has(word))
  return { terms, hollow, kind, asksWith: askingWord(asked), turns: turnsOf(asked) }
})

/** What a question may begin or end with that asks nothing, folded. */
const greeting =
  /^(?:(?:bonjour|bonsoir|salut|coucou|bjr|slt|hello|hi|hey)(?: (?:a (?:tous|toutes|vous|toi)|tout le monde|there|\p{L}+(?=[,!])))?[ ,.!-]+)+/u
const opening =
  /^(?:(?:s'il (?:te|vous) plait|svp|stp|please|alors|et|donc|dites?(?:[ -]moi)?|dis[ -]moi|excuse[zr]?[ -]moi|pardon|(?:j'ai )?une (?:petite )?question|petite question|i have a question)[ ,:!.-]+)*(?:(?:je (?:voudrais|souhaite(?:rais)?|veux|cherche a|me demand(?:e|ais))|j'aimerais(?: bien)?|je serais curieu(?:x|se) de|(?:peux|pourrais)[ -]tu|(?:pouvez|pourriez)[ -]vous|(?:tu (?:peux|pourrais)|vous (?:pouvez|pourriez))|(?:can|could) you(?: please)?|i(?: would|'d) like to|i want(?:ed)? to|i was wondering|i wonder)[ ,]*(?:(?:savoir|connaitre|comprendre|me (?:dire|preciser|rappeler|indiquer|expliquer)|m'(?:indiquer|expliquer)|demander|know|ask(?: you)?|tell me|explain(?: to me)?)[ ,]*)?(?:si |if |whether )?)?/
const closing =
  /(?:[ ,.?!]*\b(?:s'il (?:te|vous) plait|svp|stp|please|merci(?: (?:beaucoup|d'avance|bcp|par avance))?|thanks?(?: (?:a lot|you|in advance))?))+[ .!?]*$/

/** What is typed without its apostrophe, and read with it. */
const apostrophes: readonly [RegExp, string][] = [
  [/\bcest\b/gi, "c'est"],
  [/\bjai\b/gi, "j'ai"],
  [/\bjaimerais\b/gi, "j'aimerais"],
  [/\bquest(?=[ -]ce\b)/gi, "qu'est"],
  [/\bsil(?= (?:te|vous) pla[iî]t)/gi, "s'il"],
]

function withoutPoliteness(question: string): string {
  const typed = question.normalize('NFC').trim()
  const text = apostrophes.reduce((said, [pattern, meant]) => said.replace(pattern, meant), typed)
  const folded = foldText(text)
  // Folding may change how long a text is; then nothing is cut.
  if (folded.length !== text.length) return text
  const end = closing.exec(folded)?.index ?? folded.length
  const greeted = greeting.exec(folded.slice(0, end))?.[0].length ?? 0
  const start = greeted + (opening.exec(folded.slice(greeted, end))?.[0].length ?? 0)
  const rest = text.slice(start, end)
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text
}

/** First match wins: "à quelle heure" asks with `when`. */
const asking: readonly [string, RegExp][] = [
  ['when', /\b(?:quand|kan|when|(?:quelle?s? |what |which )(?:date|jour|heure|day|time|year|annee))\b/],
  ['why', /\b(?:pourquoi|pourkoi|pkoi|pk|why)\b/],
  ['how', /\b(?:comment|coment|cmt|how)\b(?! (?:many|much|long|old|far|big|often))/],
  ['how many', /\b(?:combien|cb|how (?:many|much|long|old|far|big|often))\b/],
  ['where', /(?:^|[ ,:?])(?:ou est|ou (?:se|sont|peut|puis|trouv|dois|faut)|d'ou|where)\b/],
  ['who', /\b(?:qui|ki|who|whom|whose)\b(?! (?:est|sont) (?:le|la|les) \w+ qui)/],
  [
    'what',
    /\b(?:quoi|koi|que|qu|quels?|quelles?|kel|kelle|what|which|lequel|laquelle|lesquels|lesquelles)\b/,
  ],
]

function askingWord(question: string): string {
  const folded = foldText(question.replace(/\bo\u00f9\b/giu, 'where')).replace(
    /\best[ -]ce qu(?:e\b|')/g,
    ' ',
  )
  return asking.find(([, pattern]) => pattern.test(folded))?.[0] ?? ''
}

const turning: Record<string, string> = {
  pas: 'not',
  not: 'not',
  cannot: 'not',
  jamais: 'never',
  never: 'never',
  sans: 'without',
  without: 'without',
  avant: 'before',
  before: 'before',
  apres: 'after',
  after: 'after',
  sauf: 'but',
  except: 'but',
  aucun: 'none',
  aucune: 'none',
}

function turnsOf(question: string): string {
  const folded = foldText(question)
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? []
  const turns = words.flatMap(word => turning[word] ?? [])
  if (/\w+n't\b/.test(folded) || /\bn(?:e |')(?:\w+[ -]){1,3}plus\b/.test(folded)) turns.push('not')
  return turns.sort().join(' ')
}

/** What a term is worth: a word that any question may hold says little, a name or a number much. */
function weightOf({ common, named }: Term): number {
  return named ? 1.3 : common ? 0.5 : 1
}

/** What is left of a score when the two say the same words but ask different things of them. */
const unlike = 0.5
/** The most of two questions of which one says a thing that the other does not. */
const mostOfOthers = 0.8

function likeness(one: ReadQuestion, other: ReadQuestion): number {
  if (one.terms.length + other.terms.length === 0) return asksTheSame(one, other) ? 1 : 0
  const there = shareSaid(one, other)
  const back = shareSaid(other, one)
  const share = Math.min(there.share, back.share)
  const whole = there.whole && back.whole ? share : Math.min(share, mostOfOthers)
  return asksTheSame(one, other) ? whole : whole * unlike
}

/** Whether the same is asked of what is said. A question that does not say what it asks may ask anything. */
function asksTheSame(one: ReadQuestion, other: ReadQuestion): boolean {
  if (one.turns !== other.turns) return false
  if (one.kind !== 'other' && other.kind !== 'other') return one.kind === other.kind
  return one.asksWith === other.asksWith || one.asksWith === '' || other.asksWith === ''
}

/** The share of the first one's worth that the other one says, 0..1, and whether all that carries meaning is among it. */
function shareSaid({ terms }: ReadQuestion, other: ReadQuestion): { share: number; whole: boolean } {
  let said = 0
  let all = 0
  let whole = true
  for (const term of terms) {
    const weight = weightOf(term)
    const likest = other.terms.reduce((best, its) => Math.max(best, sameTerm(term, its)), 0)
    if (likest === 0 && other.hollow.some(word => isMisspelt(term.word, word, 4))) continue
    all += weight
    said += weight * likest
    if (likest === 0 && !term.common) whole = false
  }
  return { share: all === 0 ? 0 : said / all, whole }
}

/** How surely two words are the same, 0..1: written alike, of one stem, or one or two typing errors apart. */
function sameTerm(one: Term, other: Term): number {
  if (one.word === other.word) return 1
  if (/\d/.test(one.word + other.word)) return 0
  if (one.stem === other.stem) return 0.98
  return isMisspelt(one.word, other.word, 5) ? 0.95 : 0
}

/** Whether two words are one typing error apart, or two where they are long; short ones are other words. */
function isMisspelt(one: string, other: string, shortest: number): boolean {
  const longer = Math.max(one.length, other.length)
  if (longer < shortest) return false
  const errors = longer < 9 ? 1 : 2
  return editDistance(one, other, errors) <= errors
}
