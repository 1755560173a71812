import { foldText } from '../../server/agents/fold-text.ts'
import { parseCsv } from '../../server/ingest/parse-csv.ts'
import type { GoldenCase } from './golden-case.ts'

/** The table cannot be read as questions; one French line a problem. */
export class GoldenCsvError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'GoldenCsvError'
    this.problems = problems
  }
}

/** What the columns may be called, folded: small letters, no accents. */
const headers: Record<string, readonly string[]> = {
  question: ['question', 'message', 'demande', 'query'],
  agent: ['agent', 'specialiste', 'specialist', 'persona', 'assistante', 'qui'],
  document: ['document', 'fichier', 'file', 'source', 'page', 'documents'],
  answer: ['answer', 'reponse', 'contient', 'contains', 'extrait', 'texte', 'text', 'answers', 'reponses'],
  answerable: ['answerable', 'repondable', 'a une reponse', 'avec reponse', 'has answer'],
}
type Column = 'question' | 'agent' | 'document' | 'answer' | 'answerable'

const no = /^(non|no|n|faux|false|0)$/
const nobody = /^(-|personne|aucun|aucune|none|nobody|escalate)$/
const anybody = /^(shared|partage|tous|toutes|all)$/

/** A question of the operator's table, and the line she finds it on. */
export interface CsvCase extends GoldenCase {
  line: number
}

/**
 * Reads an operator's questions: one table, French or English names of columns in any order, comma or semicolon, with or
 * without Excel's byte order mark. Only `question` is needed; several answers in a cell are parted by `|`, and one is
 * enough. Without document and answer, or where `answerable` is `no`, nothing answers it and it must be refused; a row
 * that names a specialist and nothing else only asks who answers. Throws GoldenCsvError.
 */
export function readGoldenCsv(bytes: Uint8Array): CsvCase[] {
  const [head, ...rows] = [...parseCsv(bytes)]
  const columns = findColumns(head ?? [])
  const problems: string[] = []
  const cases = rows.flatMap((row, index): CsvCase[] => {
    if (row.every(cell => cell.trim() === '')) return []
    const line = index + 2
    const cell = (column: Column) => (row[columns.get(column) ?? -1] ?? '').trim()
    if (cell('question') === '') {
      problems.push(`Ligne ${line} : la question est vide.`)
      return []
    }
    if (cell('question').length > 2000)
      problems.push(`Ligne ${line} : une question a 2 000 caractères au plus.`)
    return [{ line, ...toCase(cell) }]
  })
  if (cases.length === 0 && problems.length === 0) problems.push('Le tableau n’a aucune question.')
  if (problems.length > 0) throw new GoldenCsvError(problems)
  return cases
}

function toCase(cell: (column: Column) => string): GoldenCase {
  const agent = foldText(cell('agent'))
  const document = cell('document')
  const answers = cell('answer')
    .split('|')
    .map(answer => answer.trim())
    .filter(answer => answer !== '')
  const known = document !== '' || answers.length > 0
  const named = agent !== '' && !nobody.test(agent)
  const refused = no.test(foldText(cell('answerable'))) || (!known && !named)
  return {
    question: cell('question'),
    agent: named && !anybody.test(agent) ? agent : null,
    document: refused || document === '' ? null : document,
    answers: refused ? [] : answers,
    answerable: !refused,
  }
}

function findColumns(head: readonly string[]): Map<Column, number> {
  const names = head.map(name => foldText(name).replaceAll('_', ' ').trim())
  const found = new Map<Column, number>()
  for (const [column, known] of Object.entries(headers)) {
    const at = names.findIndex(name => known.includes(name))
    if (at >= 0) found.set(column as Column, at)
  }
  if (!found.has('question'))
    throw new GoldenCsvError([
      `Il manque une colonne « question » (trouvé : ${head.join(', ') || 'rien'}). Les autres : agent, document, réponse.`,
    ])
  return found
}
