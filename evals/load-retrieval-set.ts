import { z } from 'zod'
import type { RetrievalFiles } from './find-sets.ts'
import { DataError, fingerprintOf, readRows } from './read-rows.ts'

const RetrievalPassage = z.object({
  id: z.string().min(1),
  title: z.string().nullish(),
  text: z.string(),
})
export type RetrievalPassage = z.infer<typeof RetrievalPassage>

const RetrievalQuestion = z.object({
  id: z.string().default(''),
  question: z.string().min(1),
  lang: z.string().optional(),
  /** Ids of the passages that answer it; none: nothing does. */
  gold: z.array(z.string()).default([]),
  /** Texts that answer it, as they stand in the gold passages. */
  answers: z.array(z.string()).optional(),
})
export type RetrievalQuestion = z.infer<typeof RetrievalQuestion>

export interface RetrievalSet {
  name: string
  fingerprint: string
  passages: RetrievalPassage[]
  /** Those that a passage answers … */
  questions: RetrievalQuestion[]
  /** … and those that none does. */
  unanswerable: RetrievalQuestion[]
  /** Set when passages are searched without their titles, because these are the questions. */
  withoutTitles: boolean
}

/** Reads one set. Throws DataError when a file is not as it must be or a question names a passage that is not there. */
export function loadRetrievalSet(files: RetrievalFiles): RetrievalSet {
  const passages = readRows(files.passages, RetrievalPassage)
  const asked = readRows(files.questions, RetrievalQuestion)
  const others = files.unanswerable ? readRows(files.unanswerable, RetrievalQuestion) : []
  checkGolds(files, passages, asked)
  const withoutTitles = asksForTitles(passages, asked)
  return {
    name: files.name,
    fingerprint: fingerprintOf(passages, asked, others),
    passages: withoutTitles ? passages.map(passage => ({ ...passage, title: null })) : passages,
    questions: asked.filter(({ gold }) => gold.length > 0),
    unanswerable: [...asked.filter(({ gold }) => gold.length === 0), ...others],
    withoutTitles,
  }
}

function checkGolds(
  files: RetrievalFiles,
  passages: readonly RetrievalPassage[],
  questions: readonly RetrievalQuestion[],
): void {
  const known = new Set<string>()
  for (const { id } of passages) {
    if (known.has(id)) throw new DataError(`${files.passages}: two passages are called "${id}"`)
    known.add(id)
  }
  const unknown = questions.flatMap(({ id, question, gold }) =>
    gold.filter(passage => !known.has(passage)).map(passage => ({ name: id || question, passage })),
  )
  if (unknown[0])
    throw new DataError(
      `${files.questions}: question "${unknown[0].name}" names the passage "${unknown[0].passage}", which ${files.passages} does not have (${unknown.length} such)`,
    )
}

/** Whether most questions are, word for word, the title of a passage that answers them: then titles would give them away. */
function asksForTitles(
  passages: readonly RetrievalPassage[],
  questions: readonly RetrievalQuestion[],
): boolean {
  const titles = new Map(passages.map(({ id, title }) => [id, title]))
  const given = questions.filter(({ question, gold }) => gold.some(id => titles.get(id) === question))
  return given.length > questions.length / 2
}
