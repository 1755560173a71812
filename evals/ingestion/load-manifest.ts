import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ParsingExpectation } from '../parsing-verdict.ts'
import { DataError, fingerprintOf, readRows } from '../read-rows.ts'

const ManifestLine = z.object({
  file: z.string().min(1),
  expect: z.string().min(1),
  must_contain: z.array(z.string()).default([]),
  /** A file with all of its text; compared word by word. */
  reference_text: z.string().optional(),
})

/** A file to read, and what must come out. */
export interface ManifestFile extends ParsingExpectation {
  path: string
}

/** Reads a folder's manifest. Throws DataError, also for a file that it names and that is not there. */
export function loadManifest(folder: string): { files: ManifestFile[]; fingerprint: string } {
  const manifest = join(folder, 'manifest.jsonl')
  const lines = readRows(manifest, ManifestLine)
  const missing = lines
    .flatMap(({ file, reference_text }) => [file, ...(reference_text ? [reference_text] : [])])
    .filter(file => !existsSync(join(folder, file)))
  if (missing[0])
    throw new DataError(`${manifest}: ${missing[0]} is not there (${missing.length} files are not)`)
  const files = lines.map(({ file, expect, must_contain, reference_text }) => ({
    path: join(folder, file),
    expect,
    mustContain: must_contain,
    reference: reference_text
      ? readFileSync(join(folder, reference_text), 'utf8')
      : expect === 'ocr'
        ? must_contain.join(' ')
        : '',
  }))
  return { files, fingerprint: fingerprintOf(lines) }
}
