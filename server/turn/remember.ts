/**
 * A function that keeps what it made for the `most` keys that came last: for what depends on its key alone, is asked
 * again and again, and costs more than a look. Whoever gets a value leaves it as it is.
 */
export function remember<Value extends object | boolean | number | string>(
  most: number,
  make: (key: string) => Value,
): (key: string) => Value {
  const known = new Map<string, Value>()
  return key => {
    const value = known.get(key)
    if (value !== undefined) return value
    const made = make(key)
    known.set(key, made)
    if (known.size > most) {
      const [oldest] = known.keys()
      if (oldest !== undefined) known.delete(oldest)
    }
    return made
  }
}
