import { contentOf } from '../agents/function-words.ts'
import type { Language } from '../agents/persona.ts'
import { type QuotablePassage, readAnswer } from './read-answer.ts'

/** More than `supportThreshold`: it decides who answers, not only whether; "T'es nulle" reaches 5, all other strays stay below 3. */
const surelyAnswered = 4

/**
 * Whether the passages that are everybody's answer a question by themselves (opening hours, prices): then it is no use to ask
 * which specialist it is for.
 */
export function isAnsweredByAll(
  question: string,
  passages: readonly (QuotablePassage & { owner: string })[],
  language?: Language,
): boolean {
  if (contentOf(question) === '') return false
  const shared = passages.filter(({ owner }) => owner === 'shared')
  const { supported, support } = readAnswer(question, shared, language)
  return supported && support >= surelyAnswered
}
