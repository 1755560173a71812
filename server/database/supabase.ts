import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { Database, JsonObject } from '../ports/database.ts'
import { toRequestBody } from './call-statement.ts'
import { createPresence } from './postgres-presence.ts'
import { createRestConnection, type RestConnection } from './rest-connection.ts'
import { describeAnswer, describeNoAnswer, type SupabaseFailure } from './supabase-failure.ts'
import type { SupabaseTarget } from './supabase-target.ts'
import { traitsOf, type VerbTraits } from './verbs.ts'

export interface SupabaseOptions {
  /** Connections at most. */
  connections?: number
  /** Told when Supabase goes away and when it is back. */
  onAway?(error: Error): void
  onBack?(): void
}

/** Milliseconds for one connection to be made: TCP and TLS are three round trips. */
const connectMilliseconds = 5000

type Outcome = { result: unknown } | { failure: SupabaseFailure; cause: unknown }

function toError(name: string, failure: SupabaseFailure, cause: unknown): Error {
  const { kind, message, code, details } = failure
  if (kind === 'defect') {
    return Object.assign(new Error(message, { cause }), { code, detail: details, verb: name })
  }
  return new AppError('database_unavailable', { message, cause: { ...failure, cause } })
}

/** What is behind the news that Supabase is away: it says more. */
function toReason(away: Error): Error {
  return away.cause instanceof AppError ? away.cause : away
}

/** Whether the same call may be made once more: never when it may have had its effect and would have another. */
function isRepeatable({ kind }: SupabaseFailure, traits: VerbTraits): boolean {
  return kind === 'unreached' || kind === 'undone' || (kind === 'lost' && traits.repeatable)
}

/**
 * The functions over Supabase's REST interface: `POST /rest/v1/rpc/<name>`, arguments by name in the JSON body, on
 * kept-alive connections, `connections` at most. Plain REST rather than @supabase/supabase-js: all that is used is one
 * request, and its client brings sessions, storage and realtime along, and no deadline, no pool, no way to know whether
 * a request that failed had been sent.
 * Verbs that somebody waits for (verbs.ts) fail with `database_unavailable` within 2 s while Supabase is away; a busy
 * one is waited for. Calls are repeated only when that is safe: nothing was done, or the verb may be called twice.
 */
export function createSupabaseDatabase(
  target: SupabaseTarget,
  { connections = 20, onAway, onBack }: SupabaseOptions = {},
): Database {
  const calls = createRestConnection(target.restUrl, target.headers, { connections })
  // Of its own, so that a question whether Supabase is there never waits behind calls that have no answer.
  const probes = createRestConnection(target.restUrl, target.headers, { connections: 1 })
  const presence = createPresence(
    async timeout => {
      const outcome = await attempt(probes, 'ping', '{}', { deadline: timeout, connecting: timeout })
      if ('result' in outcome) return
      const { kind } = outcome.failure
      if (isAway(outcome.failure) || kind === 'refused') throw toError('ping', outcome.failure, outcome.cause)
    },
    { ...(onAway ? { onAway } : {}), ...(onBack ? { onBack } : {}) },
  )
  let closed = false

  const isAway = ({ kind }: SupabaseFailure) => kind === 'unreached' || kind === 'lost'

  async function attempt(
    connection: RestConnection,
    name: string,
    body: string,
    times: { deadline: number; connecting: number; signal?: AbortSignal },
  ): Promise<Outcome> {
    try {
      const answer = await connection.post(`rpc/${name}`, body, times)
      if (answer.status === 204) return { result: null }
      if (answer.status !== 200 || !answer.contentType.includes('json'))
        return { failure: describeAnswer(name, answer, target), cause: undefined }
      return { result: JSON.parse(answer.body) }
    } catch (cause) {
      return { failure: describeNoAnswer(cause, target), cause }
    }
  }

  async function repeat(
    name: string,
    body: string,
    traits: VerbTraits,
    signal: AbortSignal,
  ): Promise<unknown> {
    const started = performance.now()
    const left = (limit: number) => Math.max(1, limit - (performance.now() - started))
    for (let pause = 50; ; pause = Math.min(2 * pause, 800)) {
      const connecting = Math.min(connectMilliseconds, left(traits.patience))
      const outcome = await attempt(calls, name, body, {
        deadline: left(traits.deadline),
        connecting,
        signal,
      })
      signal.throwIfAborted()
      if ('result' in outcome) {
        presence.replied()
        return outcome.result
      }
      if (!isAway(outcome.failure)) presence.replied()
      if (traits.single || !isRepeatable(outcome.failure, traits) || left(traits.patience) <= pause) {
        const error = toError(name, outcome.failure, outcome.cause)
        if (isAway(outcome.failure) && !traits.single) presence.lost(error)
        throw error
      }
      await delay(pause, undefined, { signal })
    }
  }

  return {
    async call(name: string, args: JsonObject) {
      const traits = traitsOf(name)
      const body = toRequestBody(name, args)
      if (closed) throw new AppError('database_unavailable', { message: 'the database is closed' })
      const giveUp = new AbortController()
      if (!traits.prompt) return repeat(name, body, traits, giveUp.signal)
      const away = presence.away()
      if (away) throw toReason(away)
      const unwatch = presence.watch(error => giveUp.abort(error))
      try {
        return await repeat(name, body, traits, giveUp.signal)
      } catch (error) {
        throw giveUp.signal.aborted ? toReason(giveUp.signal.reason) : error
      } finally {
        unwatch()
      }
    },
    async close() {
      closed = true
      presence.close()
      calls.close()
      probes.close()
    },
  }
}
