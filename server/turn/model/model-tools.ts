import type { TurnDeps } from '../turn.ts'
import { type Breakers, createBreakers, modelBreaker, stepBreaker } from './breaker.ts'
import type { AnswerCall } from './call-bounds.ts'
import { createVectorCache, type VectorCache } from './embed-question.ts'
import { type ChainLimits, chainLimits } from './retry-rules.ts'
import type { Timers } from './timers.ts'

/** What turns share: the memory of what failed, of what was embedded, and time. */
export interface ModelTools {
  timers: Timers
  random(): number
  limits: ChainLimits
  modelBreakers: Breakers
  stepBreakers: Breakers
  cache: VectorCache
  /** Whether this turn has the money for an attempt at an answer; without it there is no budget. */
  afford?(call: AnswerCall): Promise<boolean>
}

/** Made once for all turns of a process. */
export function createModelTools(
  deps: Pick<TurnDeps, 'clock' | 'timers' | 'random' | 'settings' | 'breakers'>,
): ModelTools {
  const timers = deps.timers ?? systemTimers(deps.clock)
  return {
    timers,
    random: deps.random ?? Math.random,
    limits: { ...chainLimits, ...deps.settings.models?.limits },
    modelBreakers: deps.breakers?.models ?? createBreakers(timers.now, modelBreaker, deps.random),
    stepBreakers: deps.breakers?.steps ?? createBreakers(timers.now, stepBreaker, deps.random),
    cache: createVectorCache(),
  }
}

function systemTimers(now: () => number): Timers {
  return {
    now,
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds)
      return () => clearTimeout(timer)
    },
  }
}
