import { type Delivery, leaseDeliveries } from '../operations/lease-deliveries.ts'
import { type DeliveryOutcome, settleDelivery } from '../operations/settle-delivery.ts'
import type { Database } from '../ports/database.ts'
import { type PostEventDeps, postEvent } from './post-event.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** Events sent to one address at the same time. */
const together = 8
/** Longer than an attempt and its writing down take; a killed process's events are sent again after it. */
const leaseSeconds = 60
/** How often it is looked for what other processes left, or an operator asked for again. */
const lookMilliseconds = 5_000
/** While an address answers nothing well, one event at a time is tried, with pauses that double up to this. */
const longestPause = 60_000
const shortestPause = 1_000

export interface SendWebhooksDeps extends PostEventDeps {
  database: Database
  endpoints: readonly WebhookEndpoint[]
  /** Resolves early, without an error, when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  /** Told of every attempt. */
  onAttempt(delivery: Delivery, outcome: DeliveryOutcome): void
  /** The database could not be asked, or a defect; it goes on by itself. */
  onError(error: unknown): void
}

export interface WebhookSender {
  /** There may be something new: looks at once. */
  wake(): void
  /** Whether this address is sent nothing any more, because it said 410; as it was known a few seconds ago. */
  isStopped(endpoint: string): boolean
  /** Takes nothing more, and resolves when what is on its way is written down. */
  stop(): Promise<void>
}

/**
 * Sends what is in the outbox, from now on, to each address independently of the others: one that is slow or dead keeps
 * neither a turn nor another address waiting.
 */
export function sendWebhooks(deps: SendWebhooksDeps): WebhookSender {
  const gone = new Set<string>()
  const lanes = deps.endpoints.map(endpoint => startLane(deps, endpoint, gone))
  return {
    wake: () => {
      for (const lane of lanes) lane.wake()
    },
    isStopped: endpoint => gone.has(endpoint),
    stop: async () => {
      await Promise.all(lanes.map(lane => lane.stop()))
    },
  }
}

function startLane(
  deps: SendWebhooksDeps,
  endpoint: WebhookEndpoint,
  gone: Set<string>,
): Pick<WebhookSender, 'wake' | 'stop'> {
  const stopped = new AbortController()
  let rest = new AbortController()
  let woken = false
  let failures = 0

  /** Until there may be something to do; what came since it was last looked for ends it at once. */
  async function restFor(milliseconds: number): Promise<void> {
    rest = new AbortController()
    if (!woken) await deps.wait(milliseconds, AbortSignal.any([rest.signal, stopped.signal]))
  }
  const pauseAfter = (failed: number) => Math.min(longestPause, shortestPause * 2 ** (failed - 1))

  async function serve(): Promise<void> {
    while (!stopped.signal.aborted) {
      woken = false
      try {
        const limit = failures > 0 ? 1 : together
        const {
          installation,
          deliveries,
          nextSeconds,
          stopped: halted,
        } = await leaseDeliveries(deps.database, {
          endpoints: [endpoint.id],
          limit,
          leaseSeconds,
        })
        if (halted.length > 0) gone.add(endpoint.id)
        else gone.delete(endpoint.id)
        const outcomes = await Promise.all(
          deliveries.map(delivery => attempt(deps, endpoint, delivery, installation)),
        )
        if (outcomes.length === 0) {
          await restFor(Math.min(lookMilliseconds, (nextSeconds ?? Number.POSITIVE_INFINITY) * 1000))
          continue
        }
        failures = outcomes.includes('delivered') ? 0 : failures + 1
      } catch (error) {
        if (stopped.signal.aborted) return // its lease runs out
        deps.onError(error)
        failures++
      }
      // News do not shorten this one: whoever does not answer is left alone for a while.
      if (failures > 0) await deps.wait(pauseAfter(failures) * (0.9 + 0.2 * deps.random()), stopped.signal)
    }
  }

  const served = serve()
  return {
    wake() {
      woken = true
      rest.abort()
    },
    async stop() {
      stopped.abort()
      await served
    },
  }
}

async function attempt(
  deps: SendWebhooksDeps,
  endpoint: WebhookEndpoint,
  delivery: Delivery,
  installation: string,
): Promise<DeliveryOutcome['outcome']> {
  const outcome = await postEvent(deps, endpoint, delivery, installation)
  await settleDelivery(deps.database, {
    id: delivery.id,
    endpoint: delivery.endpoint,
    lease: delivery.lease,
    ...outcome,
  })
  deps.onAttempt(delivery, outcome)
  return outcome.outcome
}
