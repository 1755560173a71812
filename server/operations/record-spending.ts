import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const RecordSpendingResult = z.object({ spent: z.number() })

/**
 * Counts what was spent outside a turn, such as embeddings of documents: in the month's budget and in its report.
 * `cost` in US dollars, null when nobody knows it. Resolves to what the month comes to.
 */
export async function recordSpending(
  database: Database,
  input: {
    /** Whose documents they are. */
    agent: string
    step: 'embed'
    model: string
    calls: number
    promptTokens: number
    cost: number | null
  },
): Promise<z.infer<typeof RecordSpendingResult>> {
  return RecordSpendingResult.parse(
    await database.call('record_spending', {
      p_agent: input.agent,
      p_step: input.step,
      p_model: input.model,
      p_calls: input.calls,
      p_prompt_tokens: input.promptTokens,
      p_cost: input.cost,
    }),
  )
}
