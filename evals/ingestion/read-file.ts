import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { createDocumentReader } from '../../server/ingest/document-reader.ts'
import { typeOfName } from '../../server/ingest/file-type.ts'
import { Refusal } from '../../server/ingest/refusal.ts'
import type { ParsingOutcome } from '../parsing-verdict.ts'

/** What came of a file; `megabytes` is its process's peak, 0 where none was needed. */
export type ReadOutcome = ParsingOutcome & { seconds: number; megabytes: number }

/** Reads files as ingestion does. */
export interface FileReader {
  read(path: string): Promise<ReadOutcome>
  close(): Promise<void>
}

/** Each file in a process of its own, so that its memory is this file's: slow to start, and right. */
export function createLoneReader(): FileReader {
  return {
    async read(path) {
      const reader = createSharedReader()
      try {
        return await reader.read(path)
      } finally {
        await reader.close()
      }
    },
    close: async () => undefined,
  }
}

/** One process for all: its memory is nobody's. */
export function createSharedReader(): FileReader {
  let megabytes = 0
  const reader = createDocumentReader({
    onMemory: peak => {
      megabytes = peak
    },
  })
  return {
    async read(path) {
      const type = typeOfName(extname(path))
      const filename = basename(path)
      if (type === null) return { kind: 'refused', reason: 'unsupported', seconds: 0, megabytes: 0 }
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
    },
    close: () => reader.close(),
  }
}
