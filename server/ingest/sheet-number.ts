import { type NumberPattern, readNumberPattern, showPattern } from './number-pattern.ts'

/** How a number is shown: dates and times are numbers in a workbook, told only by their format. */
export type NumberFormat =
  | { kind: 'date' | 'time' | 'date-time' | 'percent' | 'plain' }
  /** Hours (minutes, seconds) that go on counting after a day. */
  | { kind: 'elapsed'; unit: 'h' | 'm' | 's' }
  | { kind: 'pattern'; pattern: NumberPattern }

/** Letters of a code: Excel takes no more. */
const maximumCode = 255

/** Formats a workbook uses without describing them: ECMA-376 part 1, 18.8.30. */
const builtIn: Record<number, 'date' | 'time' | 'date-time' | 'percent'> = {
  9: 'percent',
  10: 'percent',
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'date-time',
  45: 'time',
  47: 'time',
}

/** The format that an id or its code (`dd/mm/yyyy`, `#,##0.00 "€"`) stands for. */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return id === 46 ? { kind: 'elapsed', unit: 'h' } : { kind: builtIn[id] ?? 'plain' }
  if (code.length > maximumCode) return { kind: 'plain' }
  const counted = /^(?:"[^"]*"|\\.|[^"\\;])*?\[([hms])\1*\]/i.exec(code)?.[1]?.toLowerCase()
  if (counted) return { kind: 'elapsed', unit: counted as 'h' }
  // What stands in quotes, brackets or behind a backslash is shown as it is.
  const letters = code
    .split(';')[0]
    ?.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '')
    .toLowerCase()
  const date = /[yd]/.test(letters ?? '') || /m/.test((letters ?? '').replace(/h+:?m+|m+:?s+/g, ''))
  const time = /[hs]/.test(letters ?? '')
  if (date && !/general|standard/.test(letters ?? '')) return { kind: time ? 'date-time' : 'date' }
  if (time) return { kind: 'time' }
  if (letters?.includes('%')) return { kind: 'percent' }
  const pattern = readNumberPattern(code)
  return pattern ? { kind: 'pattern', pattern } : { kind: 'plain' }
}

/** A length of time that may be longer than a day: `36:00`, `90 min`, `45 s`. */
function showElapsed(value: number, unit: 'h' | 'm' | 's'): string {
  const seconds = Math.abs(Math.round(value * 86_400))
  const two = (number: number) => String(number).padStart(2, '0')
  const sign = value < 0 ? '-' : ''
  const rest = seconds % 60
  if (unit === 's') return `${sign}${seconds} s`
  if (unit === 'm') return `${sign}${Math.floor(seconds / 60)} min${rest > 0 ? ` ${rest} s` : ''}`
  const minutes = Math.floor(seconds / 60) % 60
  return `${sign}${Math.floor(seconds / 3600)}:${two(minutes)}${rest > 0 ? `:${two(rest)}` : ''}`
}

const dayMilliseconds = 86_400_000

/** Without the noise of binary fractions: 0.1 + 0.2 is 0.3. */
function plain(value: number): string {
  return String(Number(value.toPrecision(12)))
}

/**
 * A workbook's number as its reader sees it: `2024-03-05`, `14:30`, `12.5 %`, `29 €`, `06 12 34 56 78`. Days count from 30 December 1899, or
 * from 1 January 1904 where the workbook says so.
 */
export function showNumber(value: number, format: NumberFormat, from1904: boolean): string {
  if (!Number.isFinite(value)) return ''
  if (format.kind === 'percent') return `${plain(Math.round(value * 10_000) / 100)} %`
  if (format.kind === 'pattern') return showPattern(value, format.pattern)
  if (format.kind === 'elapsed') return showElapsed(value, format.unit)
  if (format.kind === 'plain') return plain(value)
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)
  const instant = new Date(epoch + Math.round(value * 86_400) * 1000)
  if (value < 0 || value * dayMilliseconds > 8e15 || Number.isNaN(instant.getTime())) return plain(value)
  const [day = '', clock = ''] = instant.toISOString().split('T')
  const time = clock.slice(0, 8).replace(/:00$/, '')
  if (format.kind === 'date') return day
  return format.kind === 'time' ? time : `${day} ${time}`
}
