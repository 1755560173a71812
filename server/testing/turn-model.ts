import assert from 'node:assert/strict'
import type pg from 'pg'
import type { ChatReply } from '../../contract/chat.ts'
import type { SeenTurn, SentTurn } from './observe-turn.ts'

/** What of a turn is stored: contents by role, in order. */
export interface StoredTurn {
  user: string[]
  assistant: string[]
}

export async function readStoredTurn(pool: pg.Pool, turn: SentTurn): Promise<StoredTurn> {
  const { rows } = await pool.query(
    'select role, content from messages where conversation_id = $1 and turn_id = $2 order by created_at',
    [turn.conversation_id, turn.message_id],
  )
  const of = (role: string) => rows.filter(row => row.role === role).map(row => row.content)
  return { user: of('user'), assistant: of('assistant') }
}

/** Right after a fault: what was acknowledged is stored once and byte for byte, and nothing is there twice. */
export function assertAcknowledged(turn: SentTurn, seen: SeenTurn, stored: StoredTurn, where: string): void {
  assert.ok(stored.user.length <= 1 && stored.assistant.length <= 1, `${where}: stored twice`)
  if (seen.accepted) assert.deepEqual(stored.user, [turn.message], `${where}: accepted, not stored`)
  if (seen.reply) assert.deepEqual(stored.assistant, [seen.reply.message], `${where}: seen and stored differ`)
}

/** After the same message was sent again: one question, one answer, and everybody was told the same. */
export function assertSettled(
  turn: SentTurn,
  seen: SeenTurn,
  again: ChatReply | undefined,
  stored: StoredTurn,
  where: string,
): void {
  assert.ok(again, `${where}: no answer to the message sent again`)
  assert.deepEqual(stored, { user: [turn.message], assistant: [again.message] }, where)
  if (seen.reply) assert.deepEqual(again, seen.reply, `${where}: another answer than the first`)
}

/** Puts nine questions into a conversation that is to have its tenth: the limit is then reached, and can be asked for. */
export async function fillConversation(pool: pg.Pool, turn: SentTurn): Promise<void> {
  await pool.query(
    `with visitor as (insert into users (id) values ($2) on conflict (id) do nothing),
      conversation as (insert into conversations (id, user_id) values ($1, $2))
    insert into messages (conversation_id, turn_id, role, content, counted_at, created_at)
    select $1, 'filled-' || number, 'user', 'avant', at, at
    from generate_series(1, 9) as number
    cross join lateral (select clock_timestamp() - interval '1 second' + number * interval '1 ms' as at) as instants`,
    [turn.conversation_id, turn.user_id],
  )
}
