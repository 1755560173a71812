import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestNginx } from './start-nginx.ts'

/** Its workers, those included that only end what they have. */
export function workersOf({ pid }: Pick<TestNginx, 'pid'>): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}

/** Looks again and again until it is so, for 30 s. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 30_000; await delay(20)) {
    if (await isSo()) return
  }
  throw new Error(`never: ${isSo}`)
}
