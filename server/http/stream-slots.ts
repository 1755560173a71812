import { AppError } from '../errors.ts'
import { toAddressKey } from './address-key.ts'

export interface StreamSlots {
  /** Takes one of the address's places and gives what gives it back. Throws AppError `too_many_streams`. */
  take(address: string): Promise<() => void>
}

/** Counts the streams of all processes that share a port. */
export interface SharedStreams {
  /**
   * Asks for a place of the client's. `granted`: false when it has as many as it may, rejects when nobody says so in time.
   * Who was not refused frees it, also when nobody answered: it may have been granted since.
   */
  open(key: string): { granted: Promise<boolean>; free(): void }
}

/**
 * Bounds how many event streams one client address holds open: in this process, and over all that count at `shared`.
 * While nobody answers there, this process's own count is the bound.
 */
export function createStreamSlots(
  limit: number,
  onChange?: (open: number) => void,
  shared?: SharedStreams,
): StreamSlots {
  const openByAddress = new Map<string, number>()
  let open = 0
  const add = (key: string, step: 1 | -1): void => {
    const count = (openByAddress.get(key) ?? 0) + step
    if (count === 0) openByAddress.delete(key)
    else openByAddress.set(key, count)
    open += step
    onChange?.(open)
  }
  const refuse = (): never => {
    throw new AppError('too_many_streams', { retryAfter: 5 })
  }
  return {
    async take(address) {
      const key = toAddressKey(address)
      if ((openByAddress.get(key) ?? 0) >= limit) refuse()
      add(key, 1)
      const place = shared?.open(key)
      const granted = await place?.granted.catch(() => undefined)
      if (granted === false) {
        add(key, -1)
        refuse()
      }
      let taken = true
      return () => {
        if (!taken) return
        taken = false
        add(key, -1)
        place?.free()
      }
    },
  }
}
