import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GoldenQuestion } from './own-question.ts'

/** A question, and all that is known of its right answer. */
export interface GoldenCase {
  question: string
  /** Id or name of the specialist who must answer; null where it does not matter. */
  agent: string | null
  /** File, title or address of a document that answers; null: none is known. */
  document: string | null
  /** Texts of which one must be in the answer; none: not asked. */
  answers: string[]
  /** False: nothing in the documents answers it, and it must be refused. */
  answerable: boolean
}

/** The questions written for our own sample documents. */
export function loadGoldenCases(root: string): GoldenCase[] {
  const lines = readFileSync(join(root, 'evals/data/golden-questions.jsonl'), 'utf8').trim().split('\n')
  return lines.map(line => toCase(GoldenQuestion.parse(JSON.parse(line))))
}

function toCase(golden: GoldenQuestion): GoldenCase {
  const { question, answerable } = golden
  if (!golden.answerable) return { question, agent: null, document: null, answers: [], answerable }
  const agent = golden.agent === 'shared' ? null : golden.agent
  return { question, agent, document: golden.document, answers: golden.answer_contains, answerable }
}
