import { randomUUID } from 'node:crypto'
import type { Config } from './config.ts'
import { canaryOf } from './turn/model/canary-of.ts'
import { chainLimits } from './turn/model/retry-rules.ts'
import type { ModelSettings } from './turn/turn.ts'

/** Milliseconds that are left to write in, after the first words of a slow model. */
const writing = 30_000

/** How turns use the models of the configuration. */
export function toModelSettings({ models, search, routingConfidence, providers }: Config): ModelSettings {
  const firstWords = models.firstWordsSeconds * 1000
  return {
    agents: models.agents,
    answers: models.answers,
    fallback: models.fallback,
    orchestrator: models.orchestrator,
    routingConfidence,
    passages: search.rerankTopN,
    similarityThreshold: search.similarityThreshold,
    allowedLinkHosts: models.allowedLinkHosts,
    // Without a secret nothing is known to us alone: another one a start, then.
    canary: canaryOf(providers.openrouter.apiKey ?? providers.aiSdk?.apiKey ?? randomUUID()),
    limits: {
      firstWords,
      // A slow model of one's own is given what it was promised.
      firstToken: Math.max(chainLimits.firstToken, firstWords),
      total: Math.max(chainLimits.total, firstWords + writing),
      streamed: Math.max(chainLimits.streamed, firstWords + writing),
      whole: Math.max(chainLimits.whole, firstWords + writing),
    },
  }
}
