import { randomUUID } from 'node:crypto'
import { type BeginTurnInput, type BeginTurnOutcome, beginTurn } from '../../operations/begin-turn.ts'
import { type FinishTurnInput, finishTurn } from '../../operations/finish-turn.ts'
import type { ChunkInput, DocumentInput } from '../../operations/put-document.ts'
import type { Database } from '../../ports/database.ts'

/** What the suite needs: the port, and the owner's SQL to look behind it and to make rows older. */
export interface ContractDatabase {
  database: Database
  admin: { query(sql: string): Promise<Record<string, unknown>[]> }
}

export interface DatabaseUnderTest extends ContractDatabase {
  close(): Promise<void>
}

/** Ids that no other test has. */
export function createIds() {
  const id = randomUUID()
  return { conversationId: `conversation-${id}`, userId: `user-${id}`, messageId: `message-${id}` }
}

/** A turn's beginning with the product's own settings, and what the test says. */
export function toBeginTurn(input: Partial<BeginTurnInput> = {}): BeginTurnInput {
  return {
    ...createIds(),
    content: 'Comment créer une séquence d’emails ?',
    maxMessages: 10,
    windowSeconds: 60,
    historyLimit: 10,
    leaseSeconds: 60,
    ...input,
  }
}

export function toFinishTurn(
  turn: { conversationId: string; messageId: string },
  input: Partial<FinishTurnInput> = {},
): FinishTurnInput {
  return {
    conversationId: turn.conversationId,
    messageId: turn.messageId,
    answer: 'Trois emails suffisent.',
    agent: 'audrey',
    confidence: 0.9,
    reasoning: 'Une question d’emails.',
    sources: [{ document: 'emails.md', title: 'Emails', quote: 'Trois emails.' }],
    status: 'complete',
    model: null,
    promptTokens: null,
    completionTokens: null,
    cost: null,
    latencyMs: 12,
    steps: [],
    ...input,
  }
}

/** The outcome of a turn that must be admitted. */
export async function admit(
  database: Database,
  input: BeginTurnInput,
): Promise<Extract<BeginTurnOutcome, { kind: 'admitted' }>> {
  const outcome = await beginTurn(database, input)
  if (outcome.kind !== 'admitted') throw new Error(`expected an admitted turn, got ${outcome.kind}`)
  return outcome
}

export function countKinds(outcomes: { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** Runs a query whose one row has an int `count`. */
export async function countRows({ admin }: ContractDatabase, from: string): Promise<number> {
  const [row] = await admin.query(`select count(*)::int as count from ${from}`)
  return Number(row?.count)
}

/** Makes all of a conversation happen earlier (or, when negative, later): the suite's only way to pass time. */
export async function ageConversation({ admin }: ContractDatabase, conversationId: string, seconds: number) {
  await admin.query(`update messages set
    created_at = created_at - make_interval(secs => ${seconds}),
    counted_at = counted_at - make_interval(secs => ${seconds}),
    lease_until = lease_until - make_interval(secs => ${seconds})
    where conversation_id = '${conversationId}'`)
}

export function toDocument(input: Partial<DocumentInput> = {}): DocumentInput {
  return {
    owner: 'audrey',
    source: `/knowledge/${randomUUID()}.md`,
    filename: 'emails.md',
    fileType: 'md',
    title: 'Séquences d’emails',
    contentHash: randomUUID(),
    ...input,
  }
}

export function toChunks(...contents: string[]): ChunkInput[] {
  return contents.map((content, index) => ({
    index,
    content,
    section: null,
    page: null,
    position: index * 100,
    tokenCount: 20,
  }))
}

/** Stores a whole turn; returns its ids. */
export async function storeTurn(
  { database }: ContractDatabase,
  input: Parameters<typeof toBeginTurn>[0] = {},
) {
  const turn = toBeginTurn(input)
  await admit(database, turn)
  await finishTurn(database, toFinishTurn(turn, { answer: `Réponse à : ${turn.content}` }))
  return turn
}

/** A day, in seconds. */
export const daySeconds = 86_400

/** Makes a conversation and its visitor as old as its messages. */
export async function ageAll(
  given: ContractDatabase,
  { conversationId, userId }: ReturnType<typeof createIds>,
  days: number,
) {
  const seconds = Math.round(days * daySeconds)
  await ageConversation(given, conversationId, seconds)
  const earlier = (column: string) => `${column} = ${column} - make_interval(secs => ${seconds})`
  await given.admin.query(`update conversations set ${earlier('created_at')}, ${earlier('last_message_at')},
    ${earlier('updated_at')} where id = '${conversationId}'`)
  await given.admin.query(`update users set ${earlier('created_at')} where id = '${userId}'`)
}
