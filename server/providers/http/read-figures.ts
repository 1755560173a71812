/** No call of ours comes near: a figure beyond is a slip of the provider's, and no budget or column is to believe it. */
const mostTokens = 10_000_000
const mostDollars = 100

/** Tokens as a provider counts them; 0 where it says none, null where it says something that no call can have used. */
export function readTokens(value: unknown): number | null {
  if (value === undefined || value === null) return 0
  const plausible = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens
  return plausible ? value : null
}

/** US dollars of one call as a provider says them; null where it does not, or says what no call can have cost. */
export function readCost(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= mostDollars ? value : null
}

/** The model that answered, by the provider's word; the one that was `requested` where that is no name. */
export function readModelName(value: unknown, requested: string): string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value) ? value : requested
}
