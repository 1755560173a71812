import { AppError } from '../errors.ts'
import { toAddressKey } from './address-key.ts'

export interface StreamSlots {
  /** Takes one of the address's places and returns what gives it back. Throws AppError `too_many_streams`. */
  take(address: string): () => void
}

/** Bounds how many event streams one client address holds open in this process. */
export function createStreamSlots(limit: number, onChange?: (open: number) => void): StreamSlots {
  const openByAddress = new Map<string, number>()
  let open = 0
  const add = (key: string, step: 1 | -1): void => {
    const count = (openByAddress.get(key) ?? 0) + step
    if (count === 0) openByAddress.delete(key)
    else openByAddress.set(key, count)
    open += step
    onChange?.(open)
  }
  return {
    take(address) {
      const key = toAddressKey(address)
      if ((openByAddress.get(key) ?? 0) >= limit) throw new AppError('too_many_streams', { retryAfter: 5 })
      add(key, 1)
      let taken = true
      return () => {
        if (taken) add(key, -1)
        taken = false
      }
    },
  }
}
