import { cleanLine, removeHiddenCharacters } from './clean-text.ts'
import type { CountTokens } from './count-tokens.ts'
import { foldName } from './fold-name.ts'
import type { ExtractedPair } from './pair-block.ts'
import type { Words } from './refusal.ts'
import type { Chunk } from './split-document.ts'

/** Longest question and answer, in UTF-16 units, and most ways to ask for one answer. */
export const pairLimits = { question: 500, answer: 8000, ways: 100 }

/** An answer as it is given: its lines stay, what nobody sees goes. */
function cleanAnswer(text: string): string {
  return removeHiddenCharacters(text)
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function cleanQuestions(questions: readonly string[]): string[] {
  const distinct = new Map(
    questions.map(cleanLine).flatMap(question => (question === '' ? [] : [[foldName(question), question]])),
  )
  return [...distinct.values()]
}

function lineWords(lines: readonly number[], fr: string, en: string): Words[] {
  if (lines.length === 0) return []
  const shown = lines.slice(0, 20).join(', ') + (lines.length > 20 ? '…' : '')
  const many = lines.length > 1
  return [{ fr: `ligne${many ? 's' : ''} ${shown} : ${fr}`, en: `line${many ? 's' : ''} ${shown}: ${en}` }]
}

/**
 * Makes a chunk of each pair: its content is the answer and nothing else. `text` is what the chunks' positions, from
 * `from` on, count in. Pairs without a question or an answer, or with one that is too long, are left out and told of.
 */
export function pairChunks(
  pairs: readonly ExtractedPair[],
  { from, index, countTokens }: { from: number; index: number; countTokens: CountTokens },
): { text: string; chunks: Chunk[]; warnings: Words[] } {
  const chunks: Chunk[] = []
  const left = { empty: [] as number[], long: [] as number[], many: [] as number[] }
  let text = ''
  for (const pair of pairs) {
    const answer = cleanAnswer(pair.answer)
    const all = cleanQuestions(pair.questions)
    const questions = all.filter(({ length }) => length <= pairLimits.question).slice(0, pairLimits.ways)
    const [first] = questions
    if (all.length === 0 || answer === '') left.empty.push(pair.line)
    else if (first === undefined || answer.length > pairLimits.answer) left.long.push(pair.line)
    else {
      if (questions.length < all.length) left.many.push(pair.line)
      const heading = `${from + text.length > 0 ? '\n\n' : ''}${first}\n`
      const position = from + text.length + heading.length
      text += heading + answer
      chunks.push({
        index: index + chunks.length,
        content: answer,
        section: first,
        anchor: null,
        page: null,
        position,
        tokenCount: countTokens(answer),
        questions,
        ...(pair.agent === null ? {} : { agent: pair.agent }),
      })
    }
  }
  const { question, answer, ways } = pairLimits
  const warnings = [
    ...lineWords(
      left.empty,
      'pas de question ou pas de réponse, passé',
      'no question or no answer, left out',
    ),
    ...lineWords(
      left.long,
      `trop long, passé (${question} caractères par question, ${answer} par réponse)`,
      `too long, left out (${question} characters a question, ${answer} an answer)`,
    ),
    ...lineWords(
      left.many,
      `des formulations sont passées (${ways} au plus, de ${question} caractères)`,
      `some ways to ask are left out (${ways} at most, of ${question} characters)`,
    ),
  ]
  return { text, chunks, warnings }
}
