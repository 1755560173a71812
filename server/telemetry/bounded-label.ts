/** What a value is called that came too late, or is too long: one series instead of thousands. */
export const otherLabel = 'other'

/**
 * Makes a function that lets through the first `most` different values it is given and calls all others `other`: names
 * that come from elsewhere (a configuration, a provider, a database) must never make series without end.
 */
export function createBoundedLabel(most = 50, longest = 100): (value: string) => string {
  const known = new Set<string>()
  return value => {
    if (known.has(value)) return value
    if (known.size >= most || value.length > longest) return otherLabel
    known.add(value)
    return value
  }
}
