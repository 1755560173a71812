import { z } from 'zod'
import { createDatabaseError, type DatabaseError } from '../database-error.ts'

/**
 * The file: gzip of lines of JSON. First the header, an object; then for each table a line `["table", name]` and its
 * rows, an object each (column → text or null); at last `["end", trailer]`. `sha256` is of every byte before that line.
 */
export const formatName = 'chatbot-v2 backup'
export const formatVersion = 1

const Column = z.object({ name: z.string(), type: z.string(), generated: z.string().nullable() })
const Table = z.object({ name: z.string(), columns: z.array(Column) })

export const BackupHeader = z.object({
  format: z.literal(formatName),
  format_version: z.literal(formatVersion),
  product_version: z.string(),
  created_at: z.string(),
  /** Where it comes from, for people: `embedded` or `postgres`, and the server's own version. */
  database: z.object({ driver: z.string(), server: z.string() }),
  /** What had been applied there, in order. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** In the order in which rows can be stored: parents before children. */
  tables: z.array(Table),
  /** Whether version 1 or 2 could write beside us there, by triggers that a conversion made. */
  compatibility: z.boolean().default(false),
})
export type BackupHeader = z.infer<typeof BackupHeader>

export const BackupTrailer = z.object({
  tables: z.record(z.string(), z.object({ rows: z.number(), checksum: z.string() })),
  sha256: z.string(),
})
export type BackupTrailer = z.infer<typeof BackupTrailer>

/** The file cannot be used, and nothing was changed: one French line. */
export function toBadFile(file: string, reason: string, cause?: unknown): DatabaseError {
  return createDatabaseError(
    'backup_unusable',
    `La sauvegarde ${file} ne peut pas servir : ${reason}. Rien n'a été changé.`,
    cause,
  )
}

/** Checks the header line; says so when the file is of a program that we do not know yet. */
export function parseHeader(file: string, line: string): BackupHeader {
  const json = parseJson(line) as { format?: unknown; format_version?: unknown } | undefined
  if (json?.format !== formatName) throw toBadFile(file, "ce n'est pas une sauvegarde de chatbot-v2")
  if (json.format_version !== formatVersion) {
    throw toBadFile(file, `son format (${json.format_version}) est d'une autre version du programme`)
  }
  const header = BackupHeader.safeParse(json)
  if (!header.success) throw toBadFile(file, 'son en-tête est abîmé', header.error)
  return header.data
}

/** The text's value; undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
