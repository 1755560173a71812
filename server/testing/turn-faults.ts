// The points of a turn where faults are put, exactly: each turn goes on until it stands at its point, and waits there.
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { type ObservedTurn, observeTurn, type SentTurn } from './observe-turn.ts'
import {
  type CallStep,
  callSteps,
  type PostgresFaultProxy,
  type ProxiedCall,
} from './postgres-fault-proxy.ts'

/** A point at a database call, or one that the visitor's side of the turn has reached. */
export type FaultPoint =
  | { name: string; call: string; step: CallStep }
  | { name: string; seen: 'half a request' | 'accepted' | 'delta' | 'done' | 'the JSON reply' }

const calls = ['begin_turn', 'search_knowledge', 'finish_turn']

/** All points, in the order of a turn, by the call they are at; the visitor's are with the call that comes next. */
export const faultPoints: readonly FaultPoint[][] = [
  [{ name: 'half a request sent', seen: 'half a request' }, ...stepsOf(calls[0])],
  [{ name: '`accepted` read', seen: 'accepted' }, ...stepsOf(calls[1])],
  [
    { name: 'first `delta` read', seen: 'delta' },
    { name: '`done` read', seen: 'done' },
    { name: 'JSON reply read', seen: 'the JSON reply' },
    ...stepsOf(calls[2]),
  ],
]

function stepsOf(call = ''): FaultPoint[] {
  return callSteps.map(step => ({ name: `${call} ${step}`, call, step }))
}

/** Points that can be held at once, in an order in which none is in the way of a later one. */
export function toHoldingOrder(points: readonly FaultPoint[]): FaultPoint[] {
  const rank = (point: FaultPoint) => {
    if (!('call' in point)) return 0
    if (point.step === 'executing') return 1 // by a lock that others may need
    return point.step === 'delivered' && nextCall(point.call) === undefined ? 2 : 0 // cannot wait
  }
  return points.toSorted((a, b) => rank(a) - rank(b))
}

const nextCall = (call: string) => calls[calls.indexOf(call) + 1]

/** A turn that stands at its point. */
export interface HeldTurn {
  turn: SentTurn
  observed: ObservedTurn
  /** The call it is held in; undefined at the visitor's points. */
  call: ProxiedCall | undefined
  /** Lets it go on, and whatever was locked to hold it. */
  release(): Promise<void>
}

/**
 * Sends a turn to a product behind the proxy and holds it at a point. One at a time: whatever calls the database
 * meanwhile is this turn. Turns that are held already stay so.
 */
export async function holdTurn(
  given: { proxy: PostgresFaultProxy; pool: pg.Pool },
  url: string,
  turn: SentTurn,
  point: FaultPoint,
  stream: boolean,
): Promise<HeldTurn> {
  const gate = Promise.withResolvers<void>()
  const open = async () => gate.resolve()
  if ('call' in point) return holdAtCall(given, url, turn, point, stream)
  switch (point.seen) {
    case 'half a request': {
      const observed = observeTurn(url, turn, { stream, gate: gate.promise })
      await delay(5) // no answer tells that a half was read; whether it was makes no difference
      return { turn, observed, call: undefined, release: open }
    }
    case 'accepted':
    case 'delta': {
      const next = point.seen === 'accepted' ? 'search_knowledge' : 'finish_turn'
      const stopped = stopAt(given.proxy, next, 'asked')
      const observed = observeTurn(url, turn, { stream: true })
      const [held] = await Promise.all([orEnd(stopped, observed), observed.reads(point.seen)])
      return { turn, observed, call: undefined, release: async () => held.goOn() }
    }
    case 'done': {
      const observed = observeTurn(url, turn, { stream: true })
      await observed.reads('done')
      return { turn, observed, call: undefined, release: open }
    }
    default: {
      const observed = observeTurn(url, turn, { stream: false })
      await observed.ended
      return { turn, observed, call: undefined, release: open }
    }
  }
}

async function holdAtCall(
  { proxy, pool }: { proxy: PostgresFaultProxy; pool: pg.Pool },
  url: string,
  turn: SentTurn,
  { call: name, step }: Extract<FaultPoint, { call: string }>,
  stream: boolean,
): Promise<HeldTurn> {
  const stopped = stopAt(proxy, name, step === 'executing' ? 'asked' : step)
  const observed = observeTurn(url, turn, { stream })
  const { call, goOn } = await orEnd(stopped, observed)
  if (step === 'executing') {
    const release = await lockFor(pool, name, turn)
    goOn()
    await untilBlocked(pool, call.backend)
    return { turn, observed, call, release }
  }
  const next = nextCall(name)
  if (step === 'delivered' && next !== undefined) {
    const later = await orEnd(stopAt(proxy, next, 'asked'), observed)
    return { turn, observed, call, release: async () => later.goOn() }
  }
  return { turn, observed, call, release: async () => goOn() }
}

/** Throws when the turn ends before it is stopped. */
function orEnd<T>(stopped: Promise<T>, observed: ObservedTurn): Promise<T> {
  const early = observed.ended.then(seen =>
    Promise.reject(new Error(`ended before its point: ${JSON.stringify(seen)}`)),
  )
  return Promise.race([stopped, early])
}

/** Waits until the next call of that name is at that step, and stops it there. Later ones pass. */
function stopAt(proxy: PostgresFaultProxy, name: string, step: CallStep) {
  const stopped = Promise.withResolvers<{ call: ProxiedCall; goOn(): void }>()
  let armed = true
  proxy.watch((call, at) => {
    if (!armed || call.name !== name || at !== step) return
    armed = false
    const gate = Promise.withResolvers<void>()
    stopped.resolve({ call, goOn: gate.resolve })
    return gate.promise
  })
  return stopped.promise
}

/** Takes what the call needs: the conversation's row, or what is searched. Returns what gives it back. */
async function lockFor(pool: pg.Pool, call: string, turn: SentTurn): Promise<() => Promise<void>> {
  const client = await pool.connect()
  await client.query('begin')
  if (call === 'search_knowledge') await client.query('lock table lexical_chunks in access exclusive mode')
  else await client.query('select from conversations where id = $1 for update', [turn.conversation_id])
  return async () => {
    await client.query('commit')
    client.release()
  }
}

async function untilBlocked(pool: pg.Pool, backend: number): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'`,
      [backend],
    )
    if (rowCount === 1) return
    await delay(2)
  }
  throw new Error(`backend ${backend} does not wait for a lock`)
}
