import { questionTerms } from './question-terms.ts'

/** Asked at once, more are not answered apart. */
const maxParts = 4
const maxQuestion = 4_000

const asking =
  "(?:(?:à|avec|de|d['’]|pour|dans|sur|en|par|chez|with|to|for|from|in|at)\\s*)?(?:où|quoi|quels?|quelles?|qui|comment|combien|pourquoi|quand|est-ce|qu['’]est|c['’]est quoi|how|what|where|why|when|who|which|can|do|does|should)(?!\\p{L})"
const questionWord = new RegExp(`(?<!\\p{L})${asking}`, 'iu')
const asks = new RegExp(`${questionWord.source}|\\?\\s*$`, 'iu')
const boundary = new RegExp(`(?<=[?!.;])\\s+|\\s*\\n\\s*|,?\\s+(?:et|and|puis|then)\\s+(?=${asking})`, 'iu')

/** "l'acheter", "les relancer", "buy it": what stands for a word said before. */
const pronoun =
  /(?<!\p{L})(?:(?:l['’]|(?:le|la|les|lui|leur|en|y)\s+)\p{L}{2,}(?:er|ir|oir|re)|it|them)(?!\p{L})/iu

/**
 * The questions that a message asks, each to be understood alone: "Comment choisir un nom et où l'acheter ?" asks two,
 * and a long story before a question is none. Empty when there is nothing to take apart.
 */
export function questionParts(question: string): string[] {
  const clauses = question
    .slice(0, maxQuestion)
    .split(boundary)
    .flatMap(partAtColon)
    .map(clause => clause.trim())
    .filter(clause => /\p{L}/u.test(clause))
  const questions = clauses.filter(clause => asks.test(clause)).slice(0, maxParts)
  if (clauses.length < 2 || questions.length === 0) return []
  const told = clauses.filter(clause => !asks.test(clause)).flatMap(namesOf)
  return questions.map((part, index) => {
    const before = index > 0 ? questions[0] : clauses[clauses.indexOf(part) - 1]
    const first = leans(part) ? contentOf(before ?? '') : []
    const names = namesOf(part).length > 0 ? [] : told.filter(name => !first.includes(name))
    return [part, ...first, ...names].join(' ')
  })
}

/** "My site: which colours?" is two clauses; "How do I pay: by card, by bank transfer?" is one question. */
function partAtColon(clause: string): string[] {
  const clauses = clause.split(/\s*:\s+/)
  return questionWord.test(clauses[0] ?? '') ? [clause] : clauses
}

function leans(part: string): boolean {
  return pronoun.test(part) || questionTerms(part).every(term => term.common)
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
