import { wordsOf } from '../agents/fold-text.ts'
import { type PairQuestion, readPairQuestion } from './pair-question.ts'
import type { Term } from './question-terms.ts'
import { type IsKnown, isMisspeltStopWord, sameTerm } from './same-word.ts'

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
 * The least score of a pair that was asked for. From 0.81 to 0.9 no question of any set changes sides (`npm run eval -- pairs`
 * shows both sides at each): a word that is not said leaves 0.8 at most, and forgiven spelling costs a twentieth.
 */
export const leastScore = 0.86

/**
 * The pairs beside a question, likest first; of equals the one of higher priority, then a specialist's own before what
 * everybody shares. Pure. A pair is asked for when both say the same things: every word of either that carries meaning
 * has its like in the other, inflection and plain typing errors apart, with the same numbers, the same "not", "more" or "without",
 * in the same direction, and the same kind of question. `texts`: what else was found; a word in one of them is no misspelling. "Combien dure un réel ?" does not ask for what "Combien coûte un réel ?" asks for. Bare words
 * ("abonnement") that would ask for several answers ask for none of them.
 */
export function matchPairs<Pair extends LikelyPair>(
  question: string,
  pairs: readonly Pair[],
  texts: readonly string[] = [],
): PairMatch<Pair>[] {
  const asked = readPairQuestion(question)
  const isKnown = wordsKnown([...pairs.flatMap(({ questions, answer }) => [...questions, answer]), ...texts])
  const found = pairs
    .flatMap(pair => bestQuestion(asked, pair, isKnown) ?? [])
    .sort(
      (one, other) =>
        other.score - one.score ||
        other.pair.priority - one.pair.priority ||
        Number(one.pair.owner === 'shared') - Number(other.pair.owner === 'shared'),
    )
  return saysWhat(asked) ? found : withoutAmbiguous(found)
}

/** Whether a question says what it asks of what it names. */
function saysWhat({ kind, asksWith }: PairQuestion): boolean {
  return kind !== 'other' || asksWith !== ''
}

/** Without the matches among which bare words do not choose: as bare ways to ask do. */
function withoutAmbiguous<Pair extends LikelyPair>(found: readonly PairMatch<Pair>[]): PairMatch<Pair>[] {
  const matching = found.filter(({ matches }) => matches)
  if (new Set(matching.map(({ pair }) => pair.answer)).size < 2) return [...found]
  return found.map(match => ({
    ...match,
    matches: match.matches && !saysWhat(readPairQuestion(match.question)),
  }))
}

function bestQuestion<Pair extends LikelyPair>(
  asked: PairQuestion,
  pair: Pair,
  isKnown: IsKnown,
): PairMatch<Pair> | null {
  let best: PairMatch<Pair> | null = null
  for (const question of pair.questions) {
    const score = likeness(asked, readPairQuestion(question), isKnown)
    if (best === null || score > best.score) best = { pair, question, score, matches: score >= leastScore }
  }
  return best
}

/** How much two questions say the same, 0..1, in any order. */
export function questionLikeness(one: string, other: string): number {
  return likeness(readPairQuestion(one), readPairQuestion(other), nothingKnown)
}

/** What a term is worth: a word that any question may hold says little, a name or a number much. */
function weightOf({ common, named }: Term): number {
  return named ? 1.3 : common ? 0.5 : 1
}

/** What is left of a score when the two say the same words but ask different things of them. */
const unlike = 0.5
/** The most of two questions of which one says a thing that the other does not. */
const mostOfOthers = 0.8

const nothingKnown: IsKnown = () => false

function likeness(one: PairQuestion, other: PairQuestion, isKnown: IsKnown): number {
  const same = asksTheSame(one, other) && !goesBack(one, other)
  if (one.terms.length + other.terms.length === 0) return same ? 1 : 0
  const there = shareSaid(one, other, isKnown)
  const back = shareSaid(other, one, isKnown)
  const share = Math.min(there.share, back.share)
  const whole = there.whole && back.whole ? share : Math.min(share, mostOfOthers)
  return same ? whole : whole * unlike
}

/** Whether the same is asked of what is said. A question that does not say what it asks may ask anything. */
function asksTheSame(one: PairQuestion, other: PairQuestion): boolean {
  if (one.turns !== other.turns || one.numbers !== other.numbers || one.letters !== other.letters)
    return false
  if (one.kind !== 'other' && other.kind !== 'other') return one.kind === other.kind
  return one.asksWith === other.asksWith || one.asksWith === '' || other.asksWith === ''
}

/**
 * Whether things go from one to the other here and back there: "de Mailchimp à Brevo", "de Brevo à Mailchimp"; where nothing
 * says where to, whether two names come in the other order: "Brevo remplace-t-il Mailchimp ?".
 */
function goesBack(one: PairQuestion, other: PairQuestion): boolean {
  const aims = [one, other].map(({ terms, targets }) => terms.filter(({ stem }) => targets.includes(stem)))
  const [first = [], second = []] = aims
  if (first.length > 0 && second.length > 0)
    return !first.some(term => second.some(its => sameTerm(term, its, nothingKnown) > 0))
  return !(one.listed && other.listed) && namesTurned(one, other)
}

function namesTurned(one: PairQuestion, other: PairQuestion): boolean {
  const places = one.terms.flatMap(term => {
    const place = other.terms.findIndex(({ stem }) => stem === term.stem)
    return place >= 0 && (term.named || other.terms[place]?.named) ? [place] : []
  })
  return places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0))
}

/** The share of the first one's worth that the other one says, 0..1, and whether all is said. */
function shareSaid(
  { terms }: PairQuestion,
  other: PairQuestion,
  isKnown: IsKnown,
): { share: number; whole: boolean } {
  let said = 0
  let all = 0
  let whole = true
  for (const term of terms) {
    const weight = weightOf(term)
    const likest = other.terms.reduce((best, its) => Math.max(best, sameTerm(term, its, isKnown)), 0)
    if (likest === 0 && other.hollow.some(word => isMisspeltStopWord(term.word, word, isKnown))) continue
    all += weight
    said += weight * likest
    if (likest === 0) whole = false
  }
  return { share: all === 0 ? 0 : said / all, whole }
}

/** Whether a word is one of the texts', each read once and only when it is asked for. */
function wordsKnown(texts: readonly string[]): IsKnown {
  let known: Set<string> | undefined
  return word => {
    known ??= new Set(texts.flatMap(wordsOf))
    return known.has(word)
  }
}
