import { brokenStreams } from './broken-streams.ts'
import { failedEmbeddings } from './failed-embeddings.ts'
import { failedReranks } from './failed-reranks.ts'
import type { FakeAnswer } from './fake-exchange.ts'
import { refusedCompletions } from './refused-completions.ts'

/**
 * Every row of failures.md that a server can act, by its number: the variants of the row by their names. Rows 1 to 37
 * are for completions, 39 to 42 for embeddings, 43 to 45 for rerank; row 38 (no connection) is no reply.
 */
export const failures: Readonly<Record<number, Readonly<Record<string, FakeAnswer>>>> = {
  ...refusedCompletions,
  ...brokenStreams,
  ...failedEmbeddings,
  ...failedReranks,
}

/** One variant of a row; the first without a name. Throws for a row or variant that does not exist. */
export function failureAnswer(row: number, variant?: string): FakeAnswer {
  const variants = failures[row] ?? {}
  const answer = variant === undefined ? Object.values(variants)[0] : variants[variant]
  if (answer === undefined) throw new Error(`failures.md has no row ${row} ${variant ?? ''}`)
  return answer
}

/** Any variant of these rows for a share of the calls, good answers for the rest; `random` gives 0 to 1. */
export function failSometimes(random: () => number, share: number, rows: readonly number[]): FakeAnswer {
  const answers = rows.flatMap(row => Object.values(failures[row] ?? {}))
  return exchange => {
    if (random() >= share) return exchange.answerWell(exchange)
    const answer = answers[Math.floor(random() * answers.length)] ?? exchange.answerWell
    return answer(exchange)
  }
}
