import type { ServiceReport } from './app-deps.ts'

const unreachable: ServiceReport = {
  degraded: true,
  services: { database: false, openrouter: false, openai: false, cohere: false },
}

/**
 * Asks once and lets everybody share the answer: one check at a time, none more often than the cache says,
 * and no longer than the deadline (then the database counts as unreachable).
 */
export function createCachedHealth(
  check: () => Promise<ServiceReport>,
  { cacheMilliseconds = 2000, deadlineMilliseconds = 1500 } = {},
): () => Promise<ServiceReport> {
  let current: Promise<ServiceReport> | undefined
  return () => {
    if (!current) {
      current = withDeadline(check, deadlineMilliseconds)
      const forget = () => {
        current = undefined
      }
      current.then(() => setTimeout(forget, cacheMilliseconds).unref())
    }
    return current
  }
}

async function withDeadline(
  check: () => Promise<ServiceReport>,
  milliseconds: number,
): Promise<ServiceReport> {
  const { promise: late, resolve } = Promise.withResolvers<ServiceReport>()
  const timer = setTimeout(resolve, milliseconds, unreachable)
  try {
    return await Promise.race([check(), late])
  } catch {
    return unreachable
  } finally {
    clearTimeout(timer)
  }
}
