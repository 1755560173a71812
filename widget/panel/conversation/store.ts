/** A few texts by key, kept as well as the browser allows. */
export interface Store {
  get(key: string): string | null
  /** Null removes. */
  set(key: string, value: string | null): void
  /** Every key, also those of others. */
  keys(): string[]
}

type BrowserStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/**
 * A browser's storage that never throws: what it refuses (blocked, full) is remembered until the page is left.
 * `open` may throw, as reading `window.localStorage` does where it is blocked.
 */
export function createStore(open: () => BrowserStorage): Store {
  const memory = new Map<string, string>()
  const attempt = <Result>(act: (storage: BrowserStorage) => Result): Result | null => {
    try {
      return act(open())
    } catch {
      return null
    }
  }
  return {
    keys: () => [
      ...memory.keys(),
      ...(attempt(storage =>
        Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ''),
      ) ?? []),
    ],
    get: key => memory.get(key) ?? attempt(storage => storage.getItem(key)),
    set(key, value) {
      memory.delete(key)
      if (value === null) attempt(storage => storage.removeItem(key))
      else if (attempt(storage => storage.setItem(key, value)) === null) memory.set(key, value)
    },
  }
}
