import type { Passage } from '../operations/search-knowledge.ts'
import { meansEarlier, namesAnother } from './leaning-question.ts'
import { questionKind } from './question-cues.ts'
import type { QuestionInContext } from './question-in-context.ts'
import { saysSubject } from './question-terms.ts'
import { weighFor } from './read-answer.ts'
import { readPassages } from './read-passages.ts'

/** A question, and the passages that may answer it, best first. */
export interface Attempt {
  question: string
  passages: readonly Passage[]
}

/** Share of what a question is about that a passage about it says. */
const aboutIt = 0.6

/** "et les réels ?" may ask about reels; "et le prix ?" asks the price of what was talked about. */
const withArticle = /^(?:et|mais|and|but)\s+(?:les?|la|l['’]|une?|des|the|an?)/iu

/**
 * What is tried to answer a message that may lean on an earlier question; the first that finds an answer serves. What it says
 * itself is looked for where the earlier subject is talked about, then anywhere. What says nothing itself ("combien de temps ?") or
 * means that subject ("c'est obligatoire ?") is read there only: anywhere else it would be said of something else.
 */
export function attemptsAt(
  { search, own, about }: Pick<QuestionInContext, 'search' | 'own' | 'about'>,
  readings: readonly string[],
  passages: readonly Passage[],
): Attempt[] {
  if (about === '') return readings.map(question => ({ question, passages }))
  const there = passagesAbout(about, passages)
  const near = there.length === 0 ? passages : there
  const says = saysSubject(own)
  const meant = meansEarlier(own)
  return readings.flatMap((question): Attempt[] => {
    if (question === search) return [{ question, passages: says && !meant ? passages : near }]
    if (!says) return []
    if (mayNameAnother(own)) return [{ question, passages }]
    const weighed = { question, passages: weighFor(question, near, readPassages(search, near)) }
    return meant ? [weighed] : [weighed, { question, passages }]
  })
}

function mayNameAnother(message: string): boolean {
  return namesAnother(message) || (withArticle.test(message.trim()) && questionKind(message) === 'other')
}

/** The passages that say most of what a question is about. */
function passagesAbout(question: string, passages: readonly Passage[]): Passage[] {
  const { subject, weights, passages: read } = readPassages(question, passages)
  const weigh = (strengths: readonly number[]) =>
    subject.words.reduce((sum, word) => sum + (weights[word] ?? 0) * (strengths[word] ?? 0), 0)
  const all = weigh(weights.map(() => 1))
  return passages.filter((_, at) => weigh(read[at]?.whole ?? []) >= aboutIt * all)
}
