import { setTimeout as delay } from 'node:timers/promises'
import type { ChatEvent, ChatReply } from '../../contract/chat.ts'
import { createRouter } from '../agents/choose-agent.ts'
import { loadTeam } from '../agents/load-team.ts'
import { ingestFiles } from '../ingest/ingest-files.ts'
import type { Database } from '../ports/database.ts'
import { createTurns } from '../turn/run-turn.ts'
import type { ModelSettings, Turn, TurnDeps, TurnReport, TurnRequest, TurnSettings } from '../turn/turn.ts'

/** The whole turn on a given database, team folder and documents, with what it reported. */
export async function openTestTurns(options: {
  database: Database
  agents: string
  /** Folders of documents, by owner. */
  knowledge: Record<string, string>
  settings?: Partial<TurnSettings>
  /** The models of the turn, and its time where a test moves it by hand. */
  models?: Pick<
    TurnDeps,
    'languageModel' | 'embedder' | 'reranker' | 'priceOf' | 'timers' | 'random' | 'breakers'
  >
  /** Waits between looks and tries; really, without it. */
  wait?: TurnDeps['wait']
  /** Told of every turn too: what logs and counts it in the product. */
  report?: TurnDeps['report']
}) {
  const { database } = options
  const { team, personas } = await loadTeam(options.agents)
  for (const [agent, path] of Object.entries(options.knowledge)) {
    await ingestFiles({ database, paths: [path], agent })
  }
  const reports: TurnReport[] = []
  let ids = 0
  const turns = createTurns({
    database,
    team,
    personas,
    router: createRouter({ team, personas, threshold: 0.7 }),
    settings: {
      rateLimit: { messages: 10, windowSeconds: 60 },
      maxHistoryMessages: 10,
      initialResults: 20,
      leaseSeconds: 15,
      ...options.settings,
    },
    clock: options.models?.timers?.now ?? (() => performance.now()),
    createId: () => `made-${++ids}`,
    wait: options.wait ?? delay,
    report(report) {
      reports.push(report)
      options.report?.(report)
    },
    ...options.models,
  })
  return { turns, reports }
}

/** Models of the tests: `first`, then `second`; `small` routes. */
export const testModels: ModelSettings = {
  agents: {},
  answers: 'first',
  fallback: 'second',
  orchestrator: 'small',
  routingConfidence: 0.7,
  passages: 3,
  similarityThreshold: 0,
  allowedLinkHosts: [],
  canary: 'lac-7f3a9c21',
}

/** A request with what a test does not care about filled in. */
export function toTurnRequest(request: Partial<TurnRequest> & { message: string }): TurnRequest {
  return {
    user_id: 'user',
    conversation_id: 'conversation',
    message_id: undefined,
    request_id: 'request',
    language: 'fr',
    delivery: 'streamed',
    ...request,
  }
}

/** Reads a turn to its end. */
export async function readTurn(
  turn: Pick<Turn, 'follow'>,
): Promise<{ events: ChatEvent[]; reply: ChatReply }> {
  const events: ChatEvent[] = []
  await turn.follow(event => events.push(event))
  const last = events.at(-1)
  if (last?.type !== 'done') throw new Error(`the turn ended with ${last?.type}`)
  return { events, reply: last.reply }
}
