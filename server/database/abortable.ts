/**
 * The outcome of `promise`, or the signal's reason as soon as it aborts; a result that comes later goes to `late`.
 * A late failure is nobody's any more.
 */
export function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  late: (result: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason)
      promise.then(late, () => undefined)
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const settle = () => signal.removeEventListener('abort', abort)
    promise.then(
      result => {
        settle()
        if (!signal.aborted) resolve(result)
      },
      error => {
        settle()
        reject(error)
      },
    )
  })
}
