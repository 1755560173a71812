import { AppError } from '../errors.ts'
import { type FinishTurnInput, type FinishTurnOutcome, finishTurn } from '../operations/finish-turn.ts'
import { type ModelLog, toTrouble } from './model/model-log.ts'
import type { TurnDeps } from './turn.ts'
import { retryWhileAway } from './while-away.ts'

/**
 * Stores a turn's answer, which outlives a database that is away for a while. What the database refuses (a figure of a
 * provider's that no column holds) is stored once more without figures, at the charge of a whole turn (`mostCharge`, US
 * dollars): the visitor has read the words already. That goes to the log as a warning.
 */
export async function storeAnswer(
  deps: Pick<TurnDeps, 'database' | 'clock' | 'wait'>,
  input: FinishTurnInput,
  mostCharge: number,
  log: ModelLog,
): Promise<FinishTurnOutcome> {
  const store = (stored: FinishTurnInput) => retryWhileAway(deps, () => finishTurn(deps.database, stored))
  const began = deps.clock()
  try {
    return await store(input)
  } catch (error) {
    if (error instanceof AppError) throw error
    const { model } = input
    const outcome = await store(withoutFigures(input, mostCharge))
    const about = { step: 'answer', model: model ?? 'none', next: 'stored without figures' } as const
    log.troubles.push(toTrouble(error, { ...about, milliseconds: deps.clock() - began }))
    return outcome
  }
}

function withoutFigures(input: FinishTurnInput, mostCharge: number): FinishTurnInput {
  const nothing = { model: null, promptTokens: null, completionTokens: null, cachedTokens: null, cost: null }
  return { ...input, ...nothing, steps: {}, ...(input.charge !== undefined && { charge: mostCharge }) }
}
