import { join } from 'node:path'
import { readConfig } from '../../scripts/command-line.ts'
import { createRouter } from '../../server/agents/choose-agent.ts'
import { loadTeam } from '../../server/agents/load-team.ts'
import { toModelSettings } from '../../server/model-settings.ts'
import { createProviders } from '../../server/providers/create-providers.ts'
import { readTurn, toTurnRequest } from '../../server/testing/open-test-turns.ts'
import { createTurns } from '../../server/turn/run-turn.ts'
import { type Figure, measured, type SetResult } from '../figure.ts'
import type { Corpus } from '../open-corpus.ts'
import { DataError, fingerprintOf } from '../read-rows.ts'
import { createJudge } from '../scorers/judge.ts'
import { mean } from '../scorers/ranking.ts'
import type { Suite } from '../suite.ts'

const root = join(import.meta.dirname, '../..')

export const judgedSuite: Suite = {
  name: 'judged',
  title: 'Answers as a language model judges them',
  about:
    '**Another model’s opinion (ORCHESTRATOR_MODEL), not a measure**: never compared with a baseline, different at every run. The configured models answer our own questions about `knowledge/`. Needs OPENROUTER_API_KEY, and costs what some 200 calls cost.',
  onlyByName: true,
  sets: () => [],
  scoreCorpus,
}

async function scoreCorpus({ database, golden, set }: Corpus): Promise<SetResult | null> {
  if (golden === null) return null
  const config = readConfig()
  const { language, close } = await createProviders(config.providers)
  if (language === undefined)
    throw new DataError('judged: no language model is configured (OPENROUTER_API_KEY): nobody can judge')
  try {
    const { team, personas } = await loadTeam(join(root, 'agents'))
    const models = toModelSettings(config)
    const judges = (['faithfulness', 'helpfulness'] as const).map(name =>
      createJudge(name, language, models.orchestrator),
    )
    let ids = 0
    const turns = createTurns({
      database,
      team,
      personas,
      router: createRouter({ team, personas, threshold: config.routingConfidence }),
      settings: {
        rateLimit: { messages: 10, windowSeconds: 60 },
        maxHistoryMessages: 10,
        initialResults: config.search.initialResults,
        leaseSeconds: 60,
        models,
      },
      clock: () => performance.now(),
      createId: () => `judged-${++ids}`,
      wait: async () => undefined,
      report: () => undefined,
      languageModel: language,
    })
    const scores = new Map(judges.map(({ name }) => [name, [] as number[]]))
    let unread = 0
    for (const [index, { question }] of golden.entries()) {
      const { reply } = await readTurn(
        await turns.begin(toTurnRequest({ message: question, conversation_id: `judged-${index}` })),
      )
      const passages = reply.sources.map(({ quote }) => quote)
      for (const judge of judges) {
        const { score } = await judge.score({ question, answer: reply.message, passages })
        if (score === null) unread++
        else scores.get(judge.name)?.push(score)
      }
    }
    return {
      suite: 'judged',
      set: set.name,
      size: `${golden.length} answers`,
      fingerprint: fingerprintOf(golden),
      figures: [...scores].map(
        ([name, values]): Figure => ({
          ...measured(`${name} (model-judged)`, values.length === 0 ? null : mean(values), 2),
          better: 'higher',
        }),
      ),
      notes: unread > 0 ? [`${unread} verdicts could not be read`] : [],
    }
  } finally {
    await close()
  }
}
