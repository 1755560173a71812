import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'

/** A data file is not as it must be; the message names the file, the line and what is wrong. */
export class DataError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'DataError'
  }
}

/** The lines of a JSONL file, checked; empty lines do not count. Throws DataError, which names file and line. */
export function readRows<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  return readText(path)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseRow(line, `${path}:${index + 1}`, schema)]))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    throw new DataError(`${path}: cannot be read`, error)
  }
}

function parseRow<Row>(line: string, place: string, schema: z.ZodType<Row>): Row {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new DataError(`${place}: not JSON`, error)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new DataError(`${place}: ${issue?.path.join('.') || 'row'}: ${issue?.message}`)
}

/** Twelve hexadecimal digits that change when the data does. */
export function fingerprintOf(...data: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 12)
}
