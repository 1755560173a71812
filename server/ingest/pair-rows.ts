import { foldName } from './fold-name.ts'
import type { ExtractedPair } from './pair-block.ts'

/** Which columns of a table hold pairs. Counted as the table counts them. */
export interface PairColumns {
  questions: number[]
  answer: number
  agent: number | null
}

const named = {
  question: /^questions?\b/,
  variant:
    /^(?:variantes?|variants?|(?:autres?|other) (?:formulations?|questions?|wordings?)|re?formulations?|synonyme?s?)\b/,
  answer: /^(?:reponses?|answers?)\b/,
  agent: /^(?:agents?|specialistes?|specialists?|owner|a qui)\b/,
}

/**
 * The columns of a table whose names say that it holds questions with their answers: one that begins with "question" and
 * one "réponse", any number of "variante", perhaps "agent". Null for any other table.
 */
export function pairColumns(names: ReadonlyMap<number, { text: string }>): PairColumns | null {
  const columns = [...names].map(([column, { text }]) => ({ column, name: foldName(text).trim() }))
  const of = (pattern: RegExp) => columns.flatMap(({ column, name }) => (pattern.test(name) ? [column] : []))
  const [questions, variants, answers] = [of(named.question), of(named.variant), of(named.answer)]
  const [answer] = answers
  if (questions.length === 0 || answer === undefined || answers.length > 1) return null
  return { questions: [...questions, ...variants], answer, agent: of(named.agent)[0] ?? null }
}

/** A cell that begins like a formula, with the apostrophe before it that says it is none. */
export const guardedCell = /^'+[=+\-@\t\r＝＋－＠]/

/** A row of such a table. A cell may hold several ways to ask, a line each, or parted by bars. */
export function pairOfRow(
  row: { number: number; cells: ReadonlyMap<number, { text: string }> },
  columns: PairColumns,
): ExtractedPair {
  const cell = (column: number) => {
    const text = row.cells.get(column)?.text ?? ''
    return guardedCell.test(text) ? text.slice(1) : text
  }
  const agent = columns.agent === null ? '' : cell(columns.agent).trim()
  return {
    questions: columns.questions.flatMap(column => cell(column).split(/[\n\r|]+/)),
    answer: cell(columns.answer),
    agent: agent === '' ? null : agent,
    line: row.number,
  }
}
