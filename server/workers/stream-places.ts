/** How many event streams each client has open, over all processes. */
export interface StreamPlaces {
  /** Takes one of a client's places for a stream of a process, known by the process's own number. False when all are taken. */
  take(place: number, ticket: number, key: string): boolean
  /** Gives a stream's place back, once; nothing where it had none. */
  free(place: number, ticket: number): void
  /** The process has ended: its streams have too. */
  forget(place: number): void
}

/** Counts streams by client and process; `limit` at most a client. */
export function createStreamPlaces(limit: number): StreamPlaces {
  const total = new Map<string, number>()
  /** Of each process, whose each of its streams is. */
  const byProcess = new Map<number, Map<number, string>>()
  const add = (key: string, step: number): void => {
    const count = (total.get(key) ?? 0) + step
    if (count === 0) total.delete(key)
    else total.set(key, count)
  }
  const streamsOf = (place: number) => {
    const streams = byProcess.get(place) ?? new Map<number, string>()
    byProcess.set(place, streams)
    return streams
  }
  return {
    take(place, ticket, key) {
      if ((total.get(key) ?? 0) >= limit) return false
      add(key, 1)
      streamsOf(place).set(ticket, key)
      return true
    },
    free(place, ticket) {
      const key = streamsOf(place).get(ticket)
      if (key === undefined) return
      streamsOf(place).delete(ticket)
      add(key, -1)
    },
    forget(place) {
      for (const key of streamsOf(place).values()) add(key, -1)
      byProcess.delete(place)
    },
  }
}
