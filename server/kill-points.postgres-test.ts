// kill -9 of a server, and the loss of database connections, at 23 exact points of a turn: what was acknowledged is
// stored once and as it was seen, a message sent again is answered once, the limit holds, and nothing waits for longer
// than a lease. The loss of connections alone costs the visitor nothing at all. Needs TEST_DATABASE_URL.
// KILLS sets how often each point is struck by each fault (.ci/run: 2), SEED the order. All of it:
//   KILLS=20 node --test server/kill-points.postgres-test.ts
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { PostgresTestDatabase } from './testing/create-postgres-database.ts'
import { createRandom } from './testing/create-random.ts'
import { observeTurn, type SeenTurn, type SentTurn } from './testing/observe-turn.ts'
import { openSampleDatabase } from './testing/open-sample-database.ts'
import { createOutcomeTable } from './testing/outcome-table.ts'
import { type PostgresFaultProxy, startPostgresFaultProxy } from './testing/postgres-fault-proxy.ts'
import { createFolder, type RunningProduct, startProduct } from './testing/start-product.ts'
import {
  type FaultPoint,
  faultPoints,
  type HeldTurn,
  holdTurn,
  toHoldingOrder,
} from './testing/turn-faults.ts'
import { assertAcknowledged, assertSettled, fillConversation, readStoredTurn } from './testing/turn-model.ts'

const kills = Number(process.env.KILLS ?? 2)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
/** The product's lease (main.ts), and what a busy machine may add. */
const longestWait = 15_000 + 5_000

const questions = [
  'Comment écrire une séquence email de bienvenue ?',
  'Combien de temps doit durer un réel ?',
  'Quels sont vos tarifs ?',
  'Je veux parler à quelqu’un',
]

describe(`faults at exact points of a turn, ${kills} times each (SEED=${seed})`, () => {
  const random = createRandom(seed)
  const folder = createFolder()
  const environment = {
    RATE_LIMIT_WINDOW_SECONDS: '3600',
    MAX_STREAMS_PER_ADDRESS: '1000',
  }
  let store: PostgresTestDatabase
  let proxy: PostgresFaultProxy
  /** Not behind the proxy, never killed: where a visitor's second attempt ends up. */
  let other: RunningProduct
  let turns = 0

  const start = (url: string) => startProduct(folder.path, { ...environment, DATABASE_URL: url })
  before(async () => {
    store = await openSampleDatabase()
    proxy = await startPostgresFaultProxy(store.url)
    other = await start(store.url)
  })
  after(async () => {
    await other?.[Symbol.asyncDispose]()
    await proxy?.[Symbol.asyncDispose]()
    await store?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const shuffled = <T>(all: readonly T[]) =>
    all
      .map(one => ({ one, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one)

  /** The tenth question of a conversation; every other round, the first of a new one where that can be held. */
  async function prepareTurn(point: FaultPoint, round: number): Promise<{ turn: SentTurn; filled: boolean }> {
    const id = `${seed}-${turns++}`
    const turn = {
      user_id: `u-${id}`,
      conversation_id: `c-${id}`,
      message_id: `m-${id}`,
      message: questions[turns % questions.length] ?? '',
    }
    const filled = round % 2 === 0 || ('step' in point && point.step === 'executing')
    if (filled) await fillConversation(store.pool, turn)
    return { turn, filled }
  }

  /** Sends the message again elsewhere, and checks everything there is to check of the turn. */
  async function settle(turn: SentTurn, seen: SeenTurn, filled: boolean, where: string): Promise<SeenTurn> {
    const again = await observeTurn(other.url, turn, { stream: false }).ended
    assert.ok(again.milliseconds <= longestWait, `${where}: waited ${again.milliseconds} ms`)
    assertSettled(turn, seen, again.reply, await readStoredTurn(store.pool, turn), where)
    if (filled) {
      const eleventh = { ...turn, message_id: `${turn.message_id}-eleventh` }
      const refused = await observeTurn(other.url, eleventh, { stream: false }).ended
      assert.equal(refused.status, 429, `${where}: the limit let an eleventh message through`)
    }
    return again
  }

  it('kill -9 of the server loses nothing acknowledged and answers each message once', async () => {
    const table = createOutcomeTable([
      'killed',
      'accepted',
      'answered',
      'stored before',
      'answered before',
      'waited',
    ])
    const settling: Promise<void>[] = []
    let next = start(proxy.url)
    for (let round = 0; round < kills; round++) {
      for (const [index, points] of faultPoints.entries()) {
        await using victim = await next
        const isLast = round === kills - 1 && index === faultPoints.length - 1
        const held: { point: FaultPoint; one: HeldTurn; filled: boolean }[] = []
        try {
          for (const point of toHoldingOrder(shuffled(points))) {
            const { turn, filled } = await prepareTurn(point, round)
            const one = await holdTurn({ proxy, pool: store.pool }, victim.url, turn, point, random() < 0.5)
            held.push({ point, one, filled })
          }
          proxy.watch(undefined)
          await victim.stop('SIGKILL')
          if (!isLast) next = start(proxy.url)
          for (const { point, one, filled } of held) {
            const where = `kill -9, ${point.name}, round ${round}, SEED=${seed}`
            const seen = await one.observed.ended
            const stored = await readStoredTurn(store.pool, one.turn)
            assertAcknowledged(one.turn, seen, stored, where)
            table.count(point.name, 'killed')
            if (seen.accepted) table.count(point.name, 'accepted')
            if (seen.reply) table.count(point.name, 'answered')
            if (stored.user.length > 0) table.count(point.name, 'stored before')
            if (stored.assistant.length > 0) table.count(point.name, 'answered before')
            const settled = settle(one.turn, seen, filled, where).then(again => {
              if (again.milliseconds > 1000) table.count(point.name, 'waited')
            })
            settled.catch(() => undefined) // told below, with the others
            settling.push(settled)
          }
        } finally {
          for (const { one } of held) await one.release()
        }
      }
    }
    await Promise.all(settling)
    console.log(table.toMarkdown())
  })

  for (const [fault, strike] of Object.entries({
    reset: resetConnection,
    'ended by the server': endBackend,
  })) {
    it(`a database connection ${fault} costs the visitor nothing`, async () => {
      const table = createOutcomeTable(['struck', 'answered', 'slower than 1 s'])
      await using product = await start(proxy.url)
      for (let round = 0; round < kills; round++) {
        for (const point of shuffled(faultPoints.flat())) {
          const where = `connection ${fault}, ${point.name}, round ${round}, SEED=${seed}`
          const { turn, filled } = await prepareTurn(point, round)
          const held = await holdTurn({ proxy, pool: store.pool }, product.url, turn, point, random() < 0.5)
          await strike(held)
          const started = performance.now()
          await held.release()
          const seen = await held.observed.ended
          table.count(point.name, 'struck')
          assert.ok(seen.reply, `${where}: the visitor got ${seen.status} ${seen.error}`)
          assertAcknowledged(turn, seen, await readStoredTurn(store.pool, turn), where)
          table.count(point.name, 'answered')
          const waited = performance.now() - started
          assert.ok(
            waited < 5000,
            `${where}: answered after ${waited} ms, as if its own lease were somebody else's`,
          )
          if (waited > 1000) table.count(point.name, 'slower than 1 s')
          await settle(turn, seen, filled, where)
        }
      }
      console.log(table.toMarkdown())
    })
  }

  /** A reset on both sides, as when a network or a pooler between them dies; of all connections at a visitor's point. */
  async function resetConnection({ call }: HeldTurn): Promise<void> {
    if (call) call.cut()
    else proxy.cutAll()
  }

  /** What a restart, a failover or an administrator does. */
  async function endBackend({ call }: HeldTurn): Promise<void> {
    const backends = call ? [call.backend] : proxy.backends()
    await store.pool.query('select pg_terminate_backend(pid, 5000) from unnest($1::int[]) as pid', [backends])
  }
})
