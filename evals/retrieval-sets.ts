import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const RetrievalPassage = z.object({ id: z.string(), title: z.string().nullish(), text: z.string() })
export type RetrievalPassage = z.infer<typeof RetrievalPassage>

const RetrievalQuestion = z.object({
  id: z.string(),
  question: z.string(),
  gold: z.array(z.string()),
  /** Texts that answer it, as they stand in the gold passages. */
  answers: z.array(z.string()).optional(),
})
export type RetrievalQuestion = z.infer<typeof RetrievalQuestion>

/** Where a set lies in `EVAL_DATA`/retrieval, and the nDCG@10 (AUROC for `abstention`) of the data's own README. */
interface RetrievalSource {
  name: string
  passages: string
  questions: string
  unanswerable?: string
  baseline: string
  abstentionBaseline?: string
  withoutTitles?: boolean
}

export interface RetrievalSet extends Omit<RetrievalSource, 'passages' | 'questions' | 'unanswerable'> {
  passages: RetrievalPassage[]
  questions: RetrievalQuestion[]
  unanswerable: RetrievalQuestion[]
}

const xquad = (language: string, baseline: string): RetrievalSource => ({
  name: `xquad-${language}`,
  passages: `xquad/${language}-passages.jsonl`,
  questions: `xquad/${language}-questions.jsonl`,
  baseline,
})

export const retrievalSources: readonly RetrievalSource[] = [
  {
    name: 'fr-piaf',
    passages: 'fr-piaf/passages.jsonl',
    questions: 'fr-piaf/questions.jsonl',
    unanswerable: 'fr-piaf/questions-unanswerable.jsonl',
    baseline: '.838',
    abstentionBaseline: '.90',
  },
  {
    name: 'fr-cnil-faq',
    passages: 'fr-cnil-faq/passages.jsonl',
    questions: 'fr-cnil-faq/questions.jsonl',
    baseline: '.739–.745',
  },
  {
    name: 'fr-cnil-faq, bodies only',
    passages: 'fr-cnil-faq/passages.jsonl',
    questions: 'fr-cnil-faq/questions-title-to-body.jsonl',
    baseline: '.776',
    withoutTitles: true,
  },
  {
    name: 'fr-service-public',
    passages: 'fr-service-public/documents.jsonl',
    questions: 'fr-service-public/questions.jsonl',
    unanswerable: 'fr-service-public/questions-unanswerable.jsonl',
    baseline: '.942',
    abstentionBaseline: '.86',
  },
  {
    name: 'fr-quebec-covid-faq',
    passages: 'fr-quebec-covid-faq/passages.jsonl',
    questions: 'fr-quebec-covid-faq/questions.jsonl',
    baseline: '.621–.625',
  },
  xquad('en', '.979'),
  xquad('es', '.973'),
  xquad('de', '.968'),
]

function readLines<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map(line => schema.parse(JSON.parse(line)))
}

/** Reads one set from the data folder. Throws when a file is not there. */
export function loadRetrievalSet(source: RetrievalSource, dataFolder: string): RetrievalSet {
  const path = (file: string) => join(dataFolder, 'retrieval', file)
  const passages = readLines(path(source.passages), RetrievalPassage)
  return {
    ...source,
    passages: source.withoutTitles ? passages.map(passage => ({ ...passage, title: null })) : passages,
    questions: readLines(path(source.questions), RetrievalQuestion),
    unanswerable: source.unanswerable ? readLines(path(source.unanswerable), RetrievalQuestion) : [],
  }
}
