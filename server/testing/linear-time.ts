import assert from 'node:assert/strict'

/**
 * CPU time that nobody needs to compare: noise is larger than what is measured. Some kernels tell it in steps of 40 ms;
 * what is quadratic takes seconds at the sizes that are tried. Milliseconds.
 */
const negligible = 100

/**
 * Asserts that work on four times as much takes no more than eight times as long: what is quadratic takes sixteen. CPU
 * time of this thread, which other processes do not stretch; the best of three attempts.
 */
export function assertLinearTime(what: string, size: number, run: (size: number) => unknown): void {
  const seen: string[] = []
  for (let attempt = 0; attempt < 3; attempt++) {
    const one = cpuOf(() => run(size))
    const four = cpuOf(() => run(4 * size))
    if (four < Math.max(negligible, 8 * one)) return
    seen.push(`${one.toFixed(1)} → ${four.toFixed(1)} ms`)
  }
  assert.fail(`${what}: four times as much took ${seen.join(', ')}`)
}

function cpuOf(act: () => unknown): number {
  const before = process.threadCpuUsage()
  act()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
