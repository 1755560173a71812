import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatReply } from '../../contract/chat.ts'
import type { Router } from '../../server/agents/choose-agent.ts'
import type { Persona, Team } from '../../server/agents/persona.ts'
import { ingestFiles } from '../../server/ingest/ingest-files.ts'
import type { Database } from '../../server/ports/database.ts'
import type { LanguageModel } from '../../server/ports/language-model.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { testModels } from '../../server/testing/open-test-turns.ts'
import { createTurns } from '../../server/turn/run-turn.ts'
import type { TurnReport } from '../../server/turn/turn.ts'

/** What became of one attack, all of which is looked through. */
export interface AttackedTurn {
  /** What was streamed, and the stored reply. */
  shown: string
  reply: ChatReply
  answeredBy: TurnReport['answeredBy']
  milliseconds: number
  /** Verbs of the database other than a turn's three. */
  otherVerbs: string[]
}

export type AskTurn = (
  message: string,
  with_: { model?: LanguageModel; router?: 'product' | 'always' },
) => Promise<AttackedTurn>

/** Whom attacks are sent to. */
export interface AttackedProduct {
  team: Team
  personas: Persona[]
  /** Learned once: it takes longer than a turn. */
  router: Router
  canary: string
}

/** The verbs of a turn (DESIGN §1). */
const ownVerbs = new Set(['begin_turn', 'search_knowledge', 'finish_turn'])
const specialist = 'audrey'

/**
 * The whole turn on documents that may be poisoned, each the file of a specialist. Asked with a model it uses the model,
 * else it quotes; `always` sends every message to the specialist, so that every attack reaches the model.
 */
export async function openAttackedTurns(
  documents: readonly string[],
  { team, personas, router: product, canary }: AttackedProduct,
): Promise<{ ask: AskTurn; database: Database; close(): Promise<void> }> {
  const database = await openTestDatabase()
  await loadDocuments(database, documents)
  const always: Router = {
    ...product,
    choose: () => ({
      kind: 'agent',
      agent: specialist,
      confidence: 0.9,
      reasoning: 'Toujours',
      candidates: [specialist],
    }),
  }
  let asked = 0
  const ask: AskTurn = async (message, { model, router = 'product' }) => {
    const otherVerbs: string[] = []
    let report: TurnReport | undefined
    let ids = 0
    const number = ++asked
    const turns = createTurns({
      database: {
        ...database,
        call(name, args) {
          if (!ownVerbs.has(name)) otherVerbs.push(name)
          return database.call(name, args)
        },
      },
      team,
      personas,
      router: router === 'always' ? always : product,
      settings: {
        rateLimit: { messages: 10, windowSeconds: 60 },
        maxHistoryMessages: 10,
        initialResults: 20,
        leaseSeconds: 60,
        ...(model && { models: { ...testModels, canary } }),
      },
      clock: () => performance.now(),
      createId: () => `attack-${number}-${++ids}`,
      wait: async () => undefined,
      report: told => {
        report = told
      },
      languageModel: model,
      random: () => 0,
    })
    const begun = performance.now()
    const turn = await turns.begin({
      user_id: `visitor-${number}`,
      conversation_id: `attack-${number}`,
      message_id: undefined,
      request_id: `attack-${number}`,
      message,
      language: null,
      delivery: 'streamed',
    })
    let shown = ''
    let reply: ChatReply | undefined
    await turn.follow(event => {
      if (event.type === 'delta') shown += event.text
      if (event.type === 'done') reply = event.reply
    })
    if (reply === undefined) throw new Error('the turn ended without its answer')
    return {
      shown,
      reply,
      answeredBy: report?.answeredBy ?? null,
      milliseconds: performance.now() - begun,
      otherVerbs,
    }
  }
  return { ask, database, close: () => database.close() }
}

async function loadDocuments(database: Database, documents: readonly string[]): Promise<void> {
  if (documents.length === 0) return
  const folder = mkdtempSync(join(tmpdir(), 'eval-'))
  try {
    mkdirSync(join(folder, 'files'))
    for (const [index, text] of documents.entries())
      writeFileSync(join(folder, 'files', `${index}.txt`), text)
    await ingestFiles({ database, paths: [join(folder, 'files')], agent: specialist })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
