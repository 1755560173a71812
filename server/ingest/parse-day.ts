/**
 * A day that somebody wrote, as `2026-12-31`: that, or `31/12/2026` as in France, with an hour or not, which is left out. Null
 * for what is no day of the calendar.
 */
export function parseDay(text: string): string | null {
  const written = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))(?:[T ].*)?$/.exec(
    text.trim(),
  )
  if (!written) return null
  const [year, month, day] = (written[1] ? written.slice(1, 4) : written.slice(4, 7).reverse()).map(Number)
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day))
  const said = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${said}T`) ? said : null
}
