/** A number of places, given in the order they were asked for. */
export interface Slots {
  /** Resolves with what gives the place back. Rejects with the signal's reason when it aborts while waiting. */
  take(signal: AbortSignal): Promise<() => void>
  /** How many wait for a place. */
  waiting(): number
}

export function createSlots(count: number): Slots {
  const queue = new Set<() => void>()
  let free = count

  function giveBack(): void {
    const [next] = queue
    if (next === undefined) free++
    else {
      queue.delete(next)
      next()
    }
  }
  /** What gives a place back, once however often it is called. */
  function createRelease(): () => void {
    let held = true
    return () => {
      if (held) giveBack()
      held = false
    }
  }

  return {
    waiting: () => queue.size,
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free--
        return createRelease()
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const leave = () => {
        if (queue.delete(resolve)) reject(signal.reason)
      }
      queue.add(resolve)
      signal.addEventListener('abort', leave, { once: true })
      await promise
      signal.removeEventListener('abort', leave)
      return createRelease()
    },
  }
}
