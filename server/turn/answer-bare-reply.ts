import type { Formality } from '../../contract/chat.ts'
import { bareReply } from '../agents/bare-reply.ts'
import { foldText } from '../agents/fold-text.ts'
import type { Language } from '../agents/persona.ts'
import type { Passage } from '../operations/search-knowledge.ts'
import { askAwayMessage } from './answer-message.ts'
import { composeExtractiveAnswer, type ExtractiveAnswer } from './extractive-answer.ts'
import type { QuestionInContext } from './question-in-context.ts'

/** Letters of a sentence that is not told twice by chance. */
const tellingSentence = 30

/**
 * Answers, without a language model, a reply that asks nothing by itself: "encore" gets what the documents say beside what was
 * quoted, a yes, a no or "pas compris" the request to say what is wanted. Null for what asks something.
 * @param told the conversation's earlier answers
 */
export function answerBareReply(turn: {
  question: Pick<QuestionInContext, 'own' | 'about'>
  passages: readonly Passage[]
  told: readonly string[]
  language: Language
  formality: Formality | undefined
  contact: string | undefined
}): ExtractiveAnswer | null {
  const { question, language, formality, contact } = turn
  const reply = bareReply(question.own)
  if (!reply) return null
  if (reply === 'more' && question.about !== '') {
    const passages = untold(turn.passages, turn.told)
    const more = composeExtractiveAnswer({ question: question.about, passages, language, formality, contact })
    if (more.supported) return more
  }
  return { supported: false, message: askAwayMessage(reply, language, contact, formality), sources: [] }
}

/** The passages of which no sentence stands in an earlier answer. */
function untold(passages: readonly Passage[], told: readonly string[]): Passage[] {
  const all = told.map(toLetters).join(' ')
  return passages.filter(({ content }) =>
    content
      .split(/[.!?\n]/)
      .map(toLetters)
      .every(sentence => sentence.length < tellingSentence || !all.includes(sentence)),
  )
}

const toLetters = (text: string): string => foldText(text).replace(/[^\p{L}\p{N}]+/gu, '')
