// A thousand answers at once, each written at 20 tokens a second: how late each token is, and what that costs.
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { streamChat } from './chat-stream.ts'
import { type Bench, type Contender, nextQuestion, tell } from './contender.ts'
import { percentile, readCpuSeconds, readResidentMegabytes } from './process-figures.ts'
import { type Profiler, printProfile } from './profile-shares.ts'

const openStreams = 1000

/** Prints a table: the product, then the floor. */
export async function runStreams({ contenders, providers, profiler }: Bench): Promise<void> {
  console.log(`\n## ${openStreams} open streams at 20 tokens a second\n`)
  console.log(
    '| server | open | failed | tokens/s read | token delay p50 ms | p99 | CPU cores | µs a token | MB |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const contender of contenders) {
    const profiled = contender.name === 'product' ? profiler : undefined
    console.log(await openMany(contender, providers, profiled))
    await printProfile(profiled, 'open streams')
  }
}

/** Opens them over 20 s (and waits 15 s more at most), looks for 6 s at how late each token is, then lets all end. */
async function openMany(
  { name, url, pid }: Contender,
  providers: ChildProcess,
  profiler: Profiler | undefined,
): Promise<string> {
  await tell(providers, 'steady')
  const delays: number[] = []
  const begun = new Set<number>()
  let looking = false
  const now = () => performance.timeOrigin + performance.now()
  const turns = []
  for (let stream = 0; stream < openStreams; stream++) {
    const onText = (text: string) => {
      begun.add(stream)
      if (!looking) return
      const read = now()
      for (const [, written] of text.matchAll(/t(\d{13}\.\d)/g)) delays.push(read - Number(written))
    }
    turns.push(streamChat(url, nextQuestion(), onText))
    await delay(20)
  }
  for (let waited = 0; begun.size < openStreams && waited < 15; waited++) await delay(1000)
  await profiler?.start()
  looking = true
  const cpu = readCpuSeconds(pid)
  const began = performance.now()
  await delay(6000)
  const seconds = (performance.now() - began) / 1000
  const cores = (readCpuSeconds(pid) - cpu) / seconds
  looking = false
  const busy = (cores * seconds * 1e6) / delays.length
  const resident = readResidentMegabytes(pid)
  const open = begun.size
  await tell(providers, 'instant')
  const failed = (await Promise.all(turns)).filter(({ ok }) => !ok).length
  const times = [
    (delays.length / seconds).toFixed(0),
    percentile(delays, 0.5).toFixed(0),
    percentile(delays, 0.99).toFixed(0),
  ]
  return `| ${[name, open, failed, ...times, cores.toFixed(2), busy.toFixed(0), resident.toFixed(0)].join(' | ')} |`
}
