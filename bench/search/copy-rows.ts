import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A field of a row in Postgres' binary COPY format. */
export type Field = Buffer

/** Writes rows into one table: `COPY … FROM STDIN (FORMAT binary)`, through psql. */
export interface RowCopy {
  write(fields: readonly Field[]): Promise<void>
  /** Throws what psql said when the copy failed. */
  end(): Promise<void>
}

const flushAt = 4_000_000

/** Opens a copy into `table (columns)`. Foreign keys and triggers are off: many tables are filled at once. */
export function openRowCopy(url: string, target: string): RowCopy {
  const psql = spawn(
    'psql',
    [url, '-qX', '-v', 'ON_ERROR_STOP=1', '-c', `copy ${target} from stdin (format binary)`],
    {
      env: { ...process.env, PGOPTIONS: '-c session_replication_role=replica' },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  let said = ''
  psql.stderr.setEncoding('utf8').on('data', text => {
    said += text
  })
  psql.stdin.on('error', () => undefined) // its exit says why
  const exited = once(psql, 'exit')
  const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
  let parts: Buffer[] = [header]
  let bytes = header.length

  async function flush(): Promise<void> {
    const all = Buffer.concat(parts, bytes)
    parts = []
    bytes = 0
    if (!psql.stdin.write(all)) await Promise.race([once(psql.stdin, 'drain'), exited])
    if (psql.exitCode !== null) throw new Error(`copy ${target}: ${said}`)
  }

  return {
    write: async fields => {
      const count = Buffer.alloc(2)
      count.writeInt16BE(fields.length)
      parts.push(count)
      bytes += 2
      for (const field of fields) {
        const length = Buffer.alloc(4)
        length.writeInt32BE(field.length)
        parts.push(length, field)
        bytes += 4 + field.length
      }
      if (bytes > flushAt) await flush()
    },
    end: async () => {
      parts.push(Buffer.from([0xff, 0xff]))
      bytes += 2
      await flush()
      psql.stdin.end()
      const [code] = await exited
      if (code !== 0) throw new Error(`copy ${target}: ${said}`)
    },
  }
}

/** A text's field. */
export const toText = (text: string): Field => Buffer.from(text)

/** An int4's field. */
export function toInteger(value: number): Field {
  const field = Buffer.alloc(4)
  field.writeInt32BE(value)
  return field
}

/** A text[]'s field. */
export function toTexts(texts: readonly string[]): Field {
  const head = Buffer.alloc(20)
  head.writeInt32BE(texts.length > 0 ? 1 : 0, 0)
  head.writeInt32BE(25, 8)
  head.writeInt32BE(texts.length, 12)
  head.writeInt32BE(1, 16)
  if (texts.length === 0) return head.subarray(0, 12)
  return Buffer.concat([
    head,
    ...texts.flatMap(text => [toInteger(Buffer.byteLength(text)), Buffer.from(text)]),
  ])
}

/** A vector's field. */
export function toVector(values: Float32Array): Field {
  const field = Buffer.allocUnsafe(4 + 4 * values.length)
  field.writeInt16BE(values.length, 0)
  field.writeInt16BE(0, 2)
  for (let at = 0; at < values.length; at++) field.writeFloatBE(values[at] ?? 0, 4 + 4 * at)
  return field
}

/** A sparsevec's field: `terms` from 1, in ascending order. */
export function toSparseVector(dimensions: number, terms: Int32Array, weights: Float32Array): Field {
  const field = Buffer.allocUnsafe(12 + 8 * terms.length)
  field.writeInt32BE(dimensions, 0)
  field.writeInt32BE(terms.length, 4)
  field.writeInt32BE(0, 8)
  for (let at = 0; at < terms.length; at++) {
    field.writeInt32BE((terms[at] ?? 0) - 1, 12 + 4 * at)
    field.writeFloatBE(weights[at] ?? 0, 12 + 4 * (terms.length + at))
  }
  return field
}

/** An int4[]'s field. */
export function toIntegers(values: Int32Array): Field {
  const field = Buffer.alloc(20 + 8 * values.length)
  field.writeInt32BE(values.length > 0 ? 1 : 0, 0)
  field.writeInt32BE(23, 8)
  field.writeInt32BE(values.length, 12)
  field.writeInt32BE(1, 16)
  for (let at = 0; at < values.length; at++) {
    field.writeInt32BE(4, 20 + 8 * at)
    field.writeInt32BE(values[at] ?? 0, 24 + 8 * at)
  }
  return values.length > 0 ? field : field.subarray(0, 12)
}

/** A bit string's field, as binary_quantize() makes it: a bit for each positive number. */
export function toBits(values: Float32Array): Field {
  const field = Buffer.alloc(4 + values.length / 8)
  field.writeInt32BE(values.length, 0)
  for (let at = 0; at < values.length; at++)
    if ((values[at] ?? 0) > 0) field[4 + (at >> 3)] = (field[4 + (at >> 3)] ?? 0) | (128 >> (at & 7))
  return field
}
