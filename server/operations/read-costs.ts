import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const CallCostRow = z
  .object({
    agent: z.string(),
    step: z.string(),
    model: z.string(),
    turns: z.number(),
    calls: z.number(),
    unpriced: z.number(),
    prompt_tokens: z.number(),
    cached_tokens: z.number(),
    completion_tokens: z.number(),
    cost: z.number(),
  })
  .transform(({ prompt_tokens, cached_tokens, completion_tokens, ...rest }) => ({
    ...rest,
    promptTokens: prompt_tokens,
    cachedTokens: cached_tokens,
    completionTokens: completion_tokens,
  }))

/** What one model did for one agent in one step; `unpriced` are the calls whose cost nobody knows. US dollars. */
export type CallCost = z.infer<typeof CallCostRow>

const ReadCostsResult = z.object({
  /** `2026-11`. */
  month: z.string(),
  /** What budgets count … */
  spent: z.number(),
  /** … and what is kept aside for turns that run, or whose process died. */
  reserved: z.number(),
  /** Dearest first. */
  calls: z.array(CallCostRow),
  days: z.array(z.object({ day: z.string(), turns: z.number(), cost: z.number() })),
})
export type MonthCosts = z.infer<typeof ReadCostsResult>

/** What a month (`2026-11`; without it this one, by UTC) has cost, in US dollars (database/functions/read_costs.sql). */
export async function readCosts(database: Database, input: { month?: string } = {}): Promise<MonthCosts> {
  return ReadCostsResult.parse(
    await database.call('read_costs', { p_month: input.month === undefined ? null : `${input.month}-01` }),
  )
}
