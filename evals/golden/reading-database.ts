import type { Database, JsonObject } from '../../server/ports/database.ts'

/** The verbs that only read: what is asked of the operator's own data. */
const reading = new Set(['search_knowledge', 'list_documents'])

/**
 * A database of which nothing can be changed: searches go through, a turn's beginning and end stay in memory (every
 * question is the first of its conversation), and anything else is refused.
 */
export function createReadingDatabase(
  database: Database,
  onFound: (result: unknown) => void = () => undefined,
): Database {
  return {
    async call(name, args) {
      if (name === 'begin_turn') return admitted(args)
      if (name === 'finish_turn') return { kind: 'stored', reply: replyOf(args) }
      if (!reading.has(name)) throw new Error(`${name} is not for reading`)
      const result = await database.call(name, args)
      if (name === 'search_knowledge') onFound(result)
      return result
    },
    close: () => database.close(),
  }
}

function admitted({ p_message_id }: JsonObject) {
  return {
    kind: 'admitted',
    message_id: p_message_id,
    history: [],
    remaining: 9,
    reset_seconds: 60,
    budget: null,
    status: 'active',
    questions: null,
  }
}

function replyOf(args: JsonObject) {
  return {
    conversation_id: args.p_conversation_id,
    message_id: args.p_message_id,
    message: args.p_answer,
    agent: args.p_agent,
    confidence: args.p_confidence,
    reasoning: args.p_reasoning,
    sources: args.p_sources,
    status: args.p_status,
    created_at: new Date(0).toISOString(),
  }
}
