import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { dataFolder } from '../evals/data-folder.ts'

const Passage = z.object({ id: z.string(), title: z.string().optional(), text: z.string() })
const Question = z.object({ question: z.string() })

/** Sets of passages, each a document of its own, and the questions that were asked of them. */
const sets = [
  { passages: 'fr-piaf/passages.jsonl', questions: 'fr-piaf/questions.jsonl' },
  { passages: 'fr-cnil-faq/passages.jsonl', questions: 'fr-cnil-faq/questions.jsonl' },
  { passages: 'fr-service-public/documents.jsonl', questions: 'fr-service-public/questions.jsonl' },
  { passages: 'fr-quebec-covid-faq/passages.jsonl', questions: 'fr-quebec-covid-faq/questions.jsonl' },
  { passages: 'xquad/en-passages.jsonl', questions: 'xquad/en-questions.jsonl' },
  { passages: 'xquad/es-passages.jsonl', questions: 'xquad/es-questions.jsonl' },
  { passages: 'xquad/de-passages.jsonl', questions: 'xquad/de-questions.jsonl' },
]

function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => schema.parse(JSON.parse(line)))
}

/**
 * Writes the real documents of the public sets into one folder, as an operator would have them: the personas' Markdown as
 * it was published, each passage of the retrieval sets as a text, each file of the parsing set. Returns their number and
 * bytes. Throws when the sets are not there.
 */
export function writeRealDocuments(folder: string): { files: number; bytes: number } {
  const data = dataFolder()
  if (!existsSync(join(data, 'retrieval')))
    throw new Error(`there is no ${data}: EVAL_DATA names the folder of the sets`)
  let files = 0
  let bytes = 0
  const add = (part: string, name: string, content: Uint8Array) => {
    mkdirSync(join(folder, part), { recursive: true })
    writeFileSync(join(folder, part, name), content)
    files++
    bytes += content.length
  }
  for (const part of [
    'persona-docs/marketing-web-tools',
    'persona-docs/social-communication-design',
    'parsing/files',
  ]) {
    mkdirSync(join(folder, part), { recursive: true })
    for (const name of readdirSync(join(data, part))) add(part, name, readFileSync(join(data, part, name)))
  }
  for (const { passages } of sets)
    for (const { id, title, text } of readLines(join(data, 'retrieval', passages), Passage))
      add(
        passages.replace('.jsonl', ''),
        `${id}.txt`,
        Buffer.from(title === undefined ? text : `${title}\n\n${text}`),
      )
  return { files, bytes }
}

/** `count` of the sets' own questions, as many of each set, the same ones every time. */
export function realQuestions(count: number): string[] {
  const lists = sets.map(({ questions }) => readLines(join(dataFolder(), 'retrieval', questions), Question))
  const each = Math.ceil(count / lists.length)
  return lists
    .flatMap(list =>
      Array.from({ length: each }, (_, index) => list[Math.floor((index * list.length) / each)]),
    )
    .flatMap(question => question?.question ?? [])
    .slice(0, count)
}
