/** A few texts by key, kept as well as the browser allows. */
export interface Store {
  get(key: string): string | null
  /** Null removes. */
  set(key: string, value: string | null): void
  /** Every key, also those of others. */
  keys(): string[]
}

/**
 * A browser's storage that never throws: what it refuses (blocked, full) is remembered until the page is left.
 * `open` may throw, as reading `window.localStorage` does where it is blocked.
 */
export function createStore(
  open: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>,
): Store {
  const memory = new Map<string, string>()
  return {
    keys() {
      const keys = [...memory.keys()]
      try {
        const storage = open()
        for (let index = 0; index < storage.length; index++) keys.push(storage.key(index) ?? '')
      } catch {
        // What is refused has no keys.
      }
      return keys
    },
    get(key) {
      try {
        return memory.get(key) ?? open().getItem(key)
      } catch {
        return null
      }
    },
    set(key, value) {
      memory.delete(key)
      try {
        if (value === null) open().removeItem(key)
        else open().setItem(key, value)
      } catch {
        if (value !== null) memory.set(key, value)
      }
    },
  }
}
