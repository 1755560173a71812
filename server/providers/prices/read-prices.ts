import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Prices } from './cost-of.ts'

const price = z.strictObject({
  prompt: z.number().min(0),
  cachedPrompt: z.number().min(0).optional(),
  completion: z.number().min(0),
})
const priceFile = z.strictObject({
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  currency: z.literal('USD'),
  models: z.record(z.string(), price),
})

/**
 * The price table: for providers that do not say what a call cost. `asOf` is the month its prices are from. Throws when
 * the file is missing or is none.
 */
export function readPrices(file: URL = new URL('prices.json', import.meta.url)): {
  asOf: string
  prices: Prices
} {
  const { asOf, models } = priceFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { asOf, prices: models as Prices }
}
