import { parseDay } from '../server/ingest/parse-day.ts'
import type { DocumentSettings } from '../server/operations/set-document.ts'
import { UsageError } from './command-line.ts'

/** The options of `npm run documents -- set`, as they were typed. */
export interface SettingOptions {
  priority?: string | undefined
  tags?: string | undefined
  category?: string | undefined
  'valid-from'?: string | undefined
  'valid-until'?: string | undefined
  'from-file'?: string | undefined
}

const names: Record<string, keyof DocumentSettings> = {
  priority: 'priority',
  tags: 'tags',
  category: 'category',
  'valid-from': 'validFrom',
  'valid-until': 'validUntil',
}

/** What takes a limit away. */
const none = '-'

function dayOf(option: string, text: string): string | null {
  if (text === none) return null
  const day = parseDay(text)
  if (day === null)
    throw new UsageError(`${option} demande une date (2026-12-31 ou 31/12/2026) ou -, pas « ${text} ».`)
  return day
}

/** Reads the options. Throws UsageError: what is no number or no date, nothing said, days that never come. */
export function parseSettings(options: SettingOptions): {
  values: DocumentSettings
  forgotten: (keyof DocumentSettings)[]
} {
  const { priority, tags, category, 'valid-from': from, 'valid-until': until } = options
  if (priority !== undefined && !/^-?[0-5]$/.test(priority))
    throw new UsageError(`--priority demande un nombre entier de -5 à 5, pas « ${priority} ».`)
  const forgotten = listOf(options['from-file']).map(name => {
    const known = names[name]
    if (!known)
      throw new UsageError(`--from-file ne connaît pas « ${name} » : ${Object.keys(names).join(', ')}.`)
    return known
  })
  const values: DocumentSettings = {
    ...(priority === undefined ? {} : { priority: Number(priority) }),
    ...(tags === undefined ? {} : { tags: tags === none ? [] : listOf(tags) }),
    ...(category === undefined ? {} : { category: category === none ? null : category.trim() || null }),
    ...(from === undefined ? {} : { validFrom: dayOf('--valid-from', from) }),
    ...(until === undefined ? {} : { validUntil: dayOf('--valid-until', until) }),
  }
  checkDays(values)
  if (Object.keys(values).length + forgotten.length === 0)
    throw new UsageError(
      'Rien à régler : donne --priority, --tags, --category, --valid-from, --valid-until ou --from-file.',
    )
  return { values, forgotten }
}

/**
 * Throws UsageError where a document would never answer; `stored`: the days it has already, which those that are not said
 * leave as they are.
 */
export function checkDays(
  { validFrom, validUntil }: DocumentSettings,
  stored: Pick<DocumentSettings, 'validFrom' | 'validUntil'> = {},
): void {
  const from = validFrom === undefined ? stored.validFrom : validFrom
  const until = validUntil === undefined ? stored.validUntil : validUntil
  if (from && until && from > until)
    throw new UsageError(
      `--valid-from (${from}) vient après --valid-until (${until}) : le document ne répondrait jamais.`,
    )
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}
