import { toUnavailable } from './postgres-failure.ts'

/** Whether the database is there, as far as calls and probes have shown. */
export interface Presence {
  /** The error that made it be away; undefined while it is there. */
  away(): Error | undefined
  /** Something came back from the database: it lives. */
  replied(): void
  /** Says that it is away: whoever waits for it is told, and probes begin. */
  lost(error: unknown): void
  /** Calls `give up` when the database goes away before the returned function was called. */
  watch(giveUp: (error: Error) => void): () => void
  close(): void
}

const defaults = {
  tickMilliseconds: 100,
  /** Somebody waits and nothing at all came back for so long: ask. */
  silenceMilliseconds: 500,
  /** So long a probe may take. With the silence before, it leaves a slow machine some of the 2 s a visitor is promised. */
  probeMilliseconds: 800,
  /** Between two probes of a database that is away. */
  retryMilliseconds: 500,
}

/**
 * Tells a database that is away from one that is busy. As long as anything comes back on any connection it is busy,
 * and waiting is right. When nothing does while somebody waits, `probe` (a new connection and a trivial statement)
 * decides. `onAway` and `onBack` are told of changes.
 * Time is counted in ticks and not by the clock, because replies that came in while this process itself was held up
 * are read after its timers: one late tick counts as two and no more.
 */
export function createPresence(
  probe: (timeoutMilliseconds: number) => Promise<void>,
  { onAway, onBack }: { onAway?(error: Error): void; onBack?(): void } = {},
  options: Partial<typeof defaults> = {},
): Presence {
  const settings = { ...defaults, ...options }
  const watchers = new Set<(error: Error) => void>()
  let awayBecause: Error | undefined
  let silence = 0
  let probing = false
  let closed = false
  let lastTick = 0
  let timer: NodeJS.Timeout | undefined

  function tick(): void {
    const now = performance.now()
    silence += Math.min(now - lastTick, 2 * settings.tickMilliseconds)
    lastTick = now
    if (watchers.size === 0) stopTicking()
    else if (silence >= settings.silenceMilliseconds && !probing) void ask()
  }
  function stopTicking(): void {
    clearInterval(timer)
    timer = undefined
  }
  async function ask(): Promise<void> {
    probing = true
    try {
      await probe(settings.probeMilliseconds)
      silence = 0
    } catch (error) {
      if (silence >= settings.silenceMilliseconds) lost(error)
    } finally {
      probing = false
    }
  }
  function lost(cause: unknown): void {
    if (awayBecause !== undefined || closed) return
    awayBecause = toUnavailable('the database is away', cause)
    stopTicking()
    onAway?.(awayBecause)
    for (const giveUp of [...watchers]) giveUp(awayBecause)
    void lookForIt()
  }
  async function lookForIt(): Promise<void> {
    while (!closed) {
      const { promise, resolve } = Promise.withResolvers<void>()
      setTimeout(resolve, settings.retryMilliseconds).unref()
      await promise
      if (closed) return
      const back = await probe(settings.probeMilliseconds).then(
        () => true,
        () => false,
      )
      if (!back) continue
      awayBecause = undefined
      silence = 0
      onBack?.()
      return
    }
  }

  return {
    away: () => awayBecause,
    replied: () => {
      silence = 0
    },
    lost,
    watch(giveUp) {
      watchers.add(giveUp)
      if (timer === undefined) {
        silence = 0
        lastTick = performance.now()
        timer = setInterval(tick, settings.tickMilliseconds).unref()
      }
      return () => watchers.delete(giveUp)
    },
    close() {
      closed = true
      stopTicking()
    },
  }
}
