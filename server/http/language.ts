import type { TurnRequest } from '../turn/turn.ts'

/** The languages that visitors are spoken to in. */
export type Language = NonNullable<TurnRequest['language']>

/** The language an error is told in: the one the header prefers among ours, French when it names neither. */
export function preferredLanguage(header: string | undefined): Language {
  return namedLanguage(header) ?? 'fr'
}

/** The language an `Accept-Language` header prefers among ours; null when it names neither. */
export function namedLanguage(header: string | undefined): Language | null {
  let best: Language | null = null
  let bestWeight = 0
  for (const range of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    const language = tag.split('-')[0]
    if (language !== 'fr' && language !== 'en') continue
    const weight = toWeight(parameters)
    if (weight > bestWeight) [best, bestWeight] = [language, weight]
  }
  return best
}

/** RFC 9110 `q`: 1 when absent, 0 when unreadable. */
function toWeight(parameters: string[]): number {
  const quality = parameters.find(parameter => parameter.startsWith('q='))
  if (quality === undefined) return 1
  const weight = Number(quality.slice(2))
  return weight >= 0 && weight <= 1 ? weight : 0
}
