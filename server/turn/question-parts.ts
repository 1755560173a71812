import { foldText } from '../agents/fold-text.ts'
import { beginsWithInfinitive } from '../agents/part-manner.ts'
import { questionTerms } from './question-terms.ts'

/** Asked at once, more are not answered apart. */
const maxParts = 4
const maxQuestion = 4_000

const asking =
  "(?:(?:à|avec|de|d['’]|pour|dans|sur|en|par|chez|with|to|for|from|in|at)\\s*)?(?:où|quoi|quels?|quelles?|qui|comment|combien|pourquoi|quand|est-ce|qu['’]est|c['’]est quoi|how|what|where|why|when|who|which|can|do|does|should)(?!\\p{L})"
const questionWord = new RegExp(`(?<!\\p{L})${asking}`, 'iu')
/** "je voudrais savoir si …": a question that has no word of its own. */
const whether =
  "(?<!\\p{L})(?:savoir|demande|dire|know|wonder|wondering|tell me)\\s+(?:si|s['’]|if|whether)(?!\\p{L})"
const opens = new RegExp(`^\\s*(?:et\\s+|and\\s+)?${asking}`, 'iu')
const asks = new RegExp(`${questionWord.source}|${whether}|\\?\\s*$`, 'iu')
const boundary = new RegExp(
  `(?<=[?!.;])\\s+|\\s*\\n\\s*|,?\\s+(?:et|and|puis|then)\\s+(?=${asking}|(?:si|if|whether)\\s)`,
  'iu',
)
/** Not after "15." */
const sentenceEnd = /(?<=[?!]|[^\d]\.)\s+|\s*\n\s*/u

/** What stands for a word said before: "buy it", and before a verb "où l'acheter", "les relancer"; not "coûte l'atelier". */
const pronoun = /(?<!\p{L})(?:it|them)(?!\p{L})/iu
const beforeVerb = /(?<![a-z])(?:l'|(?:le|la|les|lui|leur|en|y)\s+)/g

/** True for "où l'acheter ?" or "how do I test it?", which mean a thing that was named before. */
export function holdsPronoun(part: string): boolean {
  const folded = foldText(part)
  return (
    pronoun.test(part) ||
    [...folded.matchAll(beforeVerb)].some(({ 0: found, index }) =>
      beginsWithInfinitive(folded.slice(index + found.length)),
    )
  )
}

/** True for a part of a message that is a question by its first words: "comment …", not "un prix sur Kajabi". */
export function opensQuestion(part: string): boolean {
  return opens.test(part)
}

/** A question of a message. */
export interface QuestionPart {
  /** To be understood alone: with the words that it leans on and the names that were told. */
  text: string
  /** As it was asked. */
  own: string
  /** It says too little itself. */
  leans: boolean
}

/** What a message is made of. */
export interface PartedQuestion {
  /** Empty when there is nothing to take apart. */
  parts: QuestionPart[]
  /** True when a sentence of its own tells something and asks nothing: "J'ai un cabinet à Nantes. …" */
  tells: boolean
}

/**
 * The questions that a message asks, each to be understood alone: "Comment choisir un nom et où l'acheter ?" asks two,
 * and a long story before a question is none. Of the names that it tells
 * before, those that `isKnown` knows are said with each: a visitor's own name and town are nobody's subject.
 */
export function questionParts(
  question: string,
  isKnown: (name: string) => boolean = () => true,
): PartedQuestion {
  const text = question.slice(0, maxQuestion)
  const topics = new Set<string>()
  const clauses = text
    .split(boundary)
    .flatMap(clause => partAtColon(clause, topics))
    .map(clause => clause.trim())
    .filter(clause => /\p{L}/u.test(clause))
  const questions = clauses.filter(clause => asks.test(clause)).slice(0, maxParts)
  if (clauses.length < 2 || questions.length === 0) return { parts: [], tells: false }
  const told = clauses
    .filter(clause => !asks.test(clause))
    .flatMap(clause => namesOf(clause).filter(name => topics.has(clause) || isKnown(name)))
  const parts = questions.map((part, index) => {
    const before = index > 0 ? questions[0] : clauses[clauses.indexOf(part) - 1]
    const first = leans(part) ? contentOf(before ?? '') : []
    const names = namesOf(part).length > 0 ? [] : told.filter(name => !first.includes(name))
    return { text: [part, ...first, ...names].join(' '), own: part, leans: leans(part) }
  })
  return { parts, tells: text.split(sentenceEnd).some(sentence => !asks.test(sentence)) }
}

/**
 * "My site: which colours?" is two clauses, the first its topic; "How do I pay: by card, by bank transfer?" is one question.
 */
function partAtColon(clause: string, topics: Set<string>): string[] {
  const clauses = clause.split(/\s*:\s+/)
  if (questionWord.test(clauses[0] ?? '')) return [clause]
  for (const topic of clauses.slice(0, -1)) topics.add(topic.trim())
  return clauses
}

function leans(part: string): boolean {
  return holdsPronoun(part) || questionTerms(part).every(term => term.common)
}

/** The words of a question that tell its subject, as they were written. */
function contentOf(question: string): string[] {
  const subject = new Set(questionTerms(question).map(({ word, common }) => (common ? '' : word)))
  return wordsOf(question).filter(word => questionTerms(word).some(term => subject.has(term.word)))
}

function namesOf(clause: string): string[] {
  const names = new Set(
    questionTerms(clause).map(({ word, named }) => (named && !/\d/.test(word) ? word : '')),
  )
  return wordsOf(clause).filter(word => questionTerms(word).some(term => names.has(term.word)))
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}
