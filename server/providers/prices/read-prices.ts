import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Prices } from './cost-of.ts'

const price = z.strictObject({
  prompt: z.number().min(0).default(0),
  cachedPrompt: z.number().min(0).optional(),
  completion: z.number().min(0).default(0),
  search: z.number().min(0).optional(),
})
const priceFile = z.strictObject({
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  currency: z.literal('USD'),
  models: z.record(z.string(), price),
})

/**
 * The price table: for providers that do not say what a call cost. `asOf` is the month its prices are from. With `own`,
 * a file of the same shape of the operator's (PRICES_FILE), whose prices come first. Throws an Error an operator can
 * read (French) when a file is missing or is no price table.
 */
export function readPrices(own?: string | URL): { asOf: string; prices: Prices } {
  const { asOf, models } = readPriceFile(new URL('prices.json', import.meta.url))
  if (own === undefined) return { asOf, prices: models }
  const theirs = readPriceFile(own)
  return { asOf: theirs.asOf, prices: { ...theirs.models, ...without(models, Object.keys(theirs.models)) } }
}

function readPriceFile(file: string | URL): { asOf: string; models: Prices } {
  try {
    const { asOf, models } = priceFile.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { asOf, models: models as Prices }
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String((error as Error).message)
    throw new Error(`PRICES_FILE : ${file} n'est pas une table de prix (docs/exploitation.md) : ${why}`, {
      cause: error,
    })
  }
}

function without(prices: Prices, names: readonly string[]): Prices {
  return Object.fromEntries(Object.entries(prices).filter(([name]) => !names.includes(name)))
}
