/** US dollars for a million tokens. `cachedPrompt`: of those that came from the provider's cache; `prompt` where absent. */
export interface ModelPrice {
  prompt: number
  cachedPrompt?: number
  completion: number
  /** US dollars a search, of a reranker. */
  search?: number
}

/** Prices by model. */
export type Prices = Readonly<Record<string, ModelPrice>>

/**
 * What a call cost in US dollars: as the provider said, else by its tokens and the price of the model that answered, else
 * of the one that was asked for; null where neither has a price. A version's suffix (`-2024-07-18`, `:free`) does not
 * count, except that what is `:free` costs nothing.
 */
export function costOf(
  usage: {
    model: string
    promptTokens: number
    completionTokens: number
    cachedTokens: number
    cost: number | null
    searches?: number
  },
  prices: Prices,
  requested?: string,
): number | null {
  if (usage.cost !== null) return usage.cost
  if (usage.model.endsWith(':free')) return 0
  const price = findPrice(usage.model, prices) ?? findPrice(requested ?? '', prices)
  if (price === undefined) return null
  const cached = Math.min(usage.cachedTokens, usage.promptTokens)
  const dollars =
    (usage.promptTokens - cached) * price.prompt +
    cached * (price.cachedPrompt ?? price.prompt) +
    usage.completionTokens * price.completion
  return dollars / 1_000_000 + (usage.searches ?? 0) * (price.search ?? 0)
}

/** The price of these tokens of an embedding model, in US dollars; null where it has none. */
export function embeddingCost(model: string, tokens: number, prices: Prices): number | null {
  return costOf({ model, promptTokens: tokens, completionTokens: 0, cachedTokens: 0, cost: null }, prices)
}

/** With and without the maker's name (`openai/gpt-4o-mini`), with and without a date at the end. */
function findPrice(model: string, prices: Prices): ModelPrice | undefined {
  const plain = model.replace(/:\w+$/, '')
  const undated = plain.replace(/-\d{4}-?\d{2}-?\d{2}$/, '')
  for (const name of [plain, undated]) {
    const key = Object.keys(prices).find(known => known === name || known.split('/').at(-1) === name)
    if (key !== undefined) return prices[key]
  }
  return undefined
}
