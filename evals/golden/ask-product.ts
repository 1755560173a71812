import { z } from 'zod'
import type { ChatReply } from '../../contract/chat.ts'
import { createRouter } from '../../server/agents/choose-agent.ts'
import type { Persona, Team } from '../../server/agents/persona.ts'
import type { Database } from '../../server/ports/database.ts'
import type { Embedder } from '../../server/ports/embedder.ts'
import { createTurns } from '../../server/turn/run-turn.ts'
import type { TurnReport } from '../../server/turn/turn.ts'
import { createReadingDatabase } from './reading-database.ts'

const FoundDocument = z.object({
  owner: z.string(),
  filename: z.string().nullable(),
  title: z.string().nullable(),
  url: z.string().nullable(),
})
const Found = z.object({ passages: z.array(FoundDocument) })

/** What a visitor would get, without a language model. */
export interface AskedProduct {
  reply: Pick<ChatReply, 'message' | 'agent' | 'confidence' | 'reasoning' | 'sources'>
  /** What was decided about who answers. */
  kind: TurnReport['kind']
  /** The documents of the passages found, whoever owns them, best first, each as often as it was found. */
  found: z.infer<typeof FoundDocument>[]
  /** Of each step, and of the whole turn. */
  steps: Record<string, number>
  milliseconds: number
}

/** Asks a question as a turn does, and stores nothing; every question is the first of its conversation. */
export function createAsker(product: {
  database: Database
  team: Team
  personas: Persona[]
  threshold: number
  initialResults: number
  embedder?: Embedder | undefined
}): (question: string) => Promise<AskedProduct> {
  let report: TurnReport | undefined
  let found: AskedProduct['found'] = []
  let ids = 0
  const { begin } = createTurns({
    ...product,
    database: createReadingDatabase(product.database, result => {
      found = Found.parse(result).passages
    }),
    router: createRouter(product),
    settings: {
      rateLimit: { messages: 10, windowSeconds: 60 },
      maxHistoryMessages: 0,
      initialResults: product.initialResults,
      // Nothing holds a lease that is nowhere.
      leaseSeconds: 3600,
    },
    clock: () => performance.now(),
    createId: () => `golden-${++ids}`,
    wait: async () => undefined,
    report(told) {
      report = told
    },
  })
  return async question => {
    found = []
    const turn = await begin({
      user_id: 'golden',
      conversation_id: `golden-${++ids}`,
      message_id: undefined,
      request_id: 'golden',
      message: question,
      language: null,
      delivery: 'whole',
    })
    let reply: ChatReply | undefined
    await turn.follow(event => {
      if (event.type === 'done') reply = event.reply
    })
    if (reply === undefined || report === undefined) throw new Error('the turn ended without its answer')
    const { kind, steps, milliseconds } = report
    return { reply, kind, found, steps, milliseconds }
  }
}
