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
  if (priority !== undefined && !/^-?\d{1,3}$/.test(priority))
    throw new UsageError(`--priority demande un nombre entier, pas « ${priority} ».`)
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
  if (values.validFrom && values.validUntil && values.validFrom > values.validUntil)
    throw new UsageError('--valid-from vient après --valid-until : le document ne répondrait jamais.')
  if (Object.keys(values).length + forgotten.length === 0)
    throw new UsageError(
      'Rien à régler : donne --priority, --tags, --category, --valid-from, --valid-until ou --from-file.',
    )
  return { values, forgotten }
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}
