/** How many event streams each client has open, over all processes. */
export interface StreamPlaces {
  /** Takes one of a client's places for a process. False when all are taken. */
  take(place: number, key: string): boolean
  free(place: number, key: string): void
  /** The process has ended: its streams have too. */
  forget(place: number): void
}

/** Counts streams by client and process; `limit` at most a client. */
export function createStreamPlaces(limit: number): StreamPlaces {
  const total = new Map<string, number>()
  const byProcess = new Map<number, Map<string, number>>()
  const add = (counts: Map<string, number>, key: string, step: number): void => {
    const count = (counts.get(key) ?? 0) + step
    if (count === 0) counts.delete(key)
    else counts.set(key, count)
  }
  const countsOf = (place: number) => {
    const counts = byProcess.get(place) ?? new Map<string, number>()
    byProcess.set(place, counts)
    return counts
  }
  return {
    take(place, key) {
      if ((total.get(key) ?? 0) >= limit) return false
      add(total, key, 1)
      add(countsOf(place), key, 1)
      return true
    },
    free(place, key) {
      const counts = countsOf(place)
      if (!counts.has(key)) return
      add(total, key, -1)
      add(counts, key, -1)
    },
    forget(place) {
      for (const [key, count] of countsOf(place)) add(total, key, -count)
      byProcess.delete(place)
    },
  }
}
