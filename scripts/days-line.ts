/** On which days something answers; null is no limit. */
export interface Days {
  validFrom: string | null
  validUntil: string | null
  /** Whether today is one of them. */
  counts: boolean
}

const french = (day: string) => day.split('-').reverse().join('/')

/** The days in words; empty when there is no limit. `today` is a day, UTC. */
export function daysLine(
  { validFrom, validUntil, counts }: Days,
  today = new Date().toISOString().slice(0, 10),
): string {
  const days = [
    ...(validFrom ? [`à partir du ${french(validFrom)}`] : []),
    ...(validUntil ? [`jusqu’au ${french(validUntil)}`] : []),
  ].join(' ')
  if (counts) return days
  return `${validFrom !== null && validFrom > today ? 'PAS ENCORE VALABLE' : 'PÉRIMÉ'} (${days})`
}
