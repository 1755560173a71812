import { basename, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { errorOf, type Figure, measured, promise, type SetResult, shareOf } from '../figure.ts'
import type { FolderWithManifest } from '../find-sets.ts'
import { loadManifest, type ManifestFile } from '../ingestion/load-manifest.ts'
import {
  createLoneReader,
  createSharedReader,
  type FileReader,
  type ReadOutcome,
} from '../ingestion/read-file.ts'
import { type ParsingVerdict, parsingVerdict } from '../parsing-verdict.ts'
import { mean, percentile } from '../scorers/ranking.ts'
import type { ScorableSet, Suite, SuiteContext } from '../suite.ts'

export const ingestionSuite: Suite = {
  name: 'ingestion',
  title: 'Ingestion',
  about:
    'Every file through the product’s own reader, each in a process of its own (our own files share one): the known strings, the whole known text (word error, also of recognised pages), or the refusal that its manifest says. Blanks are not compared. Event loop: of the asking process meanwhile.',
  sets: context => [
    ...ownFolder(context).map(found => toScorable(found, createSharedReader)),
    ...(context.sets?.parsing ?? []).map(found => toScorable(found, createLoneReader)),
  ],
}

function toScorable(found: FolderWithManifest, createReader: () => FileReader): ScorableSet {
  return {
    name: found.name,
    async score() {
      const reader = createReader()
      try {
        return [await scoreFolder(found, reader)]
      } finally {
        await reader.close()
      }
    },
  }
}

function ownFolder({ own, root }: SuiteContext): FolderWithManifest[] {
  return own ? [{ name: 'own files', folder: join(root, 'evals/data/parsing') }] : []
}

/** A file, what came of it, and how that compares. */
interface ReadFile {
  file: ManifestFile
  outcome: ReadOutcome
  verdict: ParsingVerdict
}

async function scoreFolder({ name, folder }: FolderWithManifest, reader: FileReader): Promise<SetResult> {
  const { files, fingerprint } = loadManifest(folder)
  const loop = monitorEventLoopDelay({ resolution: 5 })
  const read: ReadFile[] = []
  loop.enable()
  for (const file of files) {
    const outcome = await reader.read(file.path)
    read.push({ file, outcome, verdict: parsingVerdict(outcome, file) })
  }
  loop.disable()
  return {
    suite: 'ingestion',
    set: name,
    size: `${files.length} files`,
    fingerprint,
    figures: [
      ...figuresOf(read),
      measured(
        'p50 s',
        percentile(
          read.map(({ outcome }) => outcome.seconds),
          0.5,
        ),
        2,
      ),
      measured('most s', Math.max(0, ...read.map(({ outcome }) => outcome.seconds)), 2),
      measured('most MB', Math.max(0, ...read.map(({ outcome }) => outcome.megabytes)), 0),
      measured('event loop p99 ms', loop.percentile(99) / 1e6 - 5),
    ],
    notes: [],
    details: fileTable(read),
  }
}

/** The figures of files that were read; null where there is nothing to count. */
export function figuresOf(read: readonly ReadFile[]): Figure[] {
  const refusable = read.filter(({ file }) => /reject|empty/.test(file.expect))
  const strings = read.reduce((sum, { file }) => sum + file.mustContain.length, 0)
  const found = read.reduce((sum, { verdict }) => sum + verdict.found, 0)
  const errors = read.flatMap(({ verdict }) => (verdict.wordError === null ? [] : [verdict.wordError]))
  const asExpected = (of: readonly ReadFile[]) =>
    of.length === 0 ? null : mean(of.map(({ verdict }) => Number(verdict.asExpected)))
  return [
    // A picture that is too slow on a busy machine is no promise broken.
    shareOf('as expected', asExpected(read), read.length),
    promise('hostile or broken: as expected', asExpected(refusable), 'higher'),
    shareOf('known strings found', strings === 0 ? null : found / strings, strings),
    // A word of a file more or less is nobody's loss: half a point.
    { ...errorOf('word error', errors.length === 0 ? null : mean(errors), 0), noise: 0.005 },
  ]
}

function fileTable(read: readonly ReadFile[]): string {
  const rows = read.map(({ file, outcome, verdict }) => {
    const cells = [
      basename(file.path),
      file.expect,
      outcome.kind === 'read' ? 'text' : outcome.reason,
      file.mustContain.length === 0 ? '–' : `${verdict.found} of ${file.mustContain.length}`,
      verdict.wordError === null ? '–' : verdict.wordError.toFixed(3),
      outcome.seconds.toFixed(2),
      outcome.megabytes === 0 ? '–' : outcome.megabytes.toFixed(0),
      verdict.asExpected ? 'yes' : '**no**',
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| file | expected | came out | must contain | word error | s | peak MB | as expected |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
