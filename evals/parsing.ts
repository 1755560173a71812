// `npm run eval -- parsing`: every file of the parsing set through the product's own reader, against its manifest: the text
// that came out or the refusal, the reading process's peak memory, seconds, and how long the asking process's event loop
// was held meanwhile.
import { existsSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { z } from 'zod'
import { createDocumentReader } from '../server/ingest/document-reader.ts'
import { typeOfName } from '../server/ingest/file-type.ts'
import { Refusal } from '../server/ingest/refusal.ts'
import { dataFolder } from './data-folder.ts'
import { type ParsingOutcome, parsingVerdict } from './parsing-verdict.ts'

const ManifestLine = z.object({
  file: z.string(),
  category: z.string(),
  expect: z.string(),
  must_contain: z.array(z.string()),
  reference_text: z.string().optional(),
})

/** Reads a file in a process of its own, so that its memory is this file's. */
async function readFile(path: string): Promise<ParsingOutcome & { seconds: number; megabytes: number }> {
  let megabytes = 0
  const reader = createDocumentReader({
    onMemory: peak => {
      megabytes = peak
    },
  })
  const type = typeOfName(extname(path))
  const filename = basename(path)
  if (type === null) return { kind: 'refused', reason: 'unsupported', seconds: 0, megabytes }
  try {
    // The process starts with a file of no interest: a reader is started once for many files.
    await reader.read({ type: 'text', filename: 'a.txt', bytes: Buffer.from('Un mot.') })
    const begun = performance.now()
    const outcome = await reader.read({ type, filename, bytes: readFileSync(path) }).then(
      ({ chunks, report }): ParsingOutcome => ({
        kind: 'read',
        text: chunks.map(({ content }) => content).join('\n'),
        warnings: report.warnings.map(({ en }) => en),
      }),
      (error: unknown): ParsingOutcome => {
        if (error instanceof Refusal) return { kind: 'refused', reason: error.reason }
        throw error
      },
    )
    return { ...outcome, seconds: (performance.now() - begun) / 1000, megabytes }
  } finally {
    await reader.close()
  }
}

export async function run(): Promise<void> {
  const folder = join(dataFolder(), 'parsing')
  if (!existsSync(folder)) throw new Error(`there is no ${folder}: EVAL_DATA names the folder of the sets`)
  const lines = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n')
  const loop = monitorEventLoopDelay({ resolution: 5 })
  console.log('| file | expected | came out | must contain | word error | s | peak MB | as expected |')
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  let good = 0
  loop.enable()
  for (const line of lines) {
    const expected = ManifestLine.parse(JSON.parse(line))
    const reference = expected.reference_text
      ? readFileSync(join(folder, expected.reference_text), 'utf8')
      : expected.expect === 'ocr'
        ? expected.must_contain.join(' ')
        : ''
    const outcome = await readFile(join(folder, expected.file))
    const verdict = parsingVerdict(outcome, {
      expect: expected.expect,
      mustContain: expected.must_contain,
      reference,
    })
    if (verdict.asExpected) good++
    const cells = [
      basename(expected.file),
      expected.expect,
      outcome.kind === 'read' ? 'text' : outcome.reason,
      expected.must_contain.length === 0 ? '–' : `${verdict.found} of ${expected.must_contain.length}`,
      verdict.wordError === null ? '–' : verdict.wordError.toFixed(3),
      outcome.seconds.toFixed(2),
      outcome.megabytes === 0 ? '–' : outcome.megabytes.toFixed(0),
      verdict.asExpected ? 'yes' : '**no**',
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
  loop.disable()
  const milliseconds = (nanoseconds: number) => (nanoseconds / 1e6 - 5).toFixed(1)
  console.log(`\n${good} of ${lines.length} as expected.`)
  console.log(
    `Event loop of the asking process meanwhile, delay in ms: p50 ${milliseconds(loop.percentile(50))}, p99 ${milliseconds(loop.percentile(99))}, most ${milliseconds(loop.max)}.`,
  )
}
