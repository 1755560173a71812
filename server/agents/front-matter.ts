import { parseDocument } from 'yaml'

/** One thing wrong in a file: the field (`''` for the file itself) and the reason, in French. */
export interface Problem {
  field: string
  reason: string
}

export type FrontMatter = { fields: Record<string, unknown>; body: string } | { problems: Problem[] }

const fence = /^---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/

/** Splits a Markdown file into its YAML front matter and its body (trimmed). */
export function parseFrontMatter(text: string): FrontMatter {
  const match = fence.exec(text.replace(/^\uFEFF/, ''))
  if (!match) {
    return {
      problems: [
        { field: '', reason: 'le fichier doit commencer par un en-tête YAML entre deux lignes « --- »' },
      ],
    }
  }
  const document = parseDocument(match[1] ?? '', { prettyErrors: true })
  if (document.errors.length > 0) return { problems: document.errors.map(toProblem) }
  const fields: unknown = readFields(() => document.toJS())
  if (!isRecord(fields)) {
    return { problems: [{ field: '', reason: 'l’en-tête doit être une liste de lignes « champ: valeur »' }] }
  }
  return {
    fields,
    body: text
      .replace(/^\uFEFF/, '')
      .slice(match[0].length)
      .trim(),
  }
}

/** An alias bomb or an unknown alias throws here: it is a wrong front matter like another. */
function readFields(read: () => unknown): unknown {
  try {
    return read() ?? {}
  } catch {
    return null
  }
}

function toProblem(error: {
  message: string
  linePos?: [{ line: number }, ...unknown[]] | undefined
}): Problem {
  const line = error.linePos ? ` (ligne ${error.linePos[0].line + 1} du fichier)` : ''
  return {
    field: '',
    reason: `en-tête YAML illisible${line} : ${error.message.split('\n')[0]?.replace(/ at line.*$/, '')}`,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
