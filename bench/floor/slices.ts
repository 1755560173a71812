// Turns of the product and of the floor, in turns, and what they cost.
import { setTimeout as delay } from 'node:timers/promises'
import { type Ask, streamChat } from './chat-stream.ts'
import { type Contender, nextQuestion } from './contender.ts'
import { countDatabaseSeconds, percentile, readCpuSeconds, readResidentMegabytes } from './process-figures.ts'

/** What some turns of one contender took; first tokens in milliseconds from the request on. */
export interface Slice {
  turns: number
  failed: number
  seconds: number
  cpuSeconds: number
  /** Of the database's processes that serve it. */
  databaseSeconds: number
  firstTokens: number[]
}

/** Of the lines that alternate() gives. */
export const columns =
  '| at once | server | turns/s | first token p50 ms | p95 | CPU ms a turn | of Postgres | failed | MB |'
export const rule = '| --- | --- | --- | --- | --- | --- | --- | --- | --- |'

/** Both in turns, as often as that; figures over all slices of one. */
export async function alternate(
  contenders: Contender[],
  rounds: number,
  slice: (contender: Contender) => Promise<Slice>,
  path: number,
) {
  const slices = new Map<string, Slice[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) slices.get(contender.name)?.push(await slice(contender))
  }
  const totals = contenders.map(contender => {
    const all = slices.get(contender.name) ?? []
    const sum = (read: (one: Slice) => number) => all.reduce((total, one) => total + read(one), 0)
    const firstTokens = all.flatMap(one => one.firstTokens)
    const turns = sum(one => one.turns)
    return {
      contender,
      perSecond: turns / sum(one => one.seconds),
      cpu: (sum(one => one.cpuSeconds) * 1000) / turns,
      database: (sum(one => one.databaseSeconds) * 1000) / turns,
      p50: percentile(firstTokens, 0.5) - path,
      p95: percentile(firstTokens, 0.95) - path,
      failed: sum(one => one.failed),
    }
  })
  const [product, floor] = totals
  return {
    lines: totals.map(({ contender, perSecond, cpu, database, p50, p95, failed }) => {
      const resident = readResidentMegabytes(contender.pid).toFixed(0)
      const cells = [contender.name, perSecond.toFixed(1), p50.toFixed(1), p95.toFixed(1)]
      return [...cells, cpu.toFixed(2), database.toFixed(2), failed, resident].join(' | ')
    }),
    speedRatio: ((product?.perSecond ?? 0) / (floor?.perSecond ?? 1)).toFixed(2),
    cpuRatio: ((product?.cpu ?? 0) / (floor?.cpu ?? 1)).toFixed(2),
  }
}

/** So many turns, so many at once; the first ones come `apart` milliseconds from each other. */
export async function runSlice(
  contender: Contender,
  atOnce: number,
  turns: number,
  database: string,
  ask: Ask = streamChat,
  apart = 0,
): Promise<Slice> {
  const firstTokens: number[] = []
  let failed = 0
  let left = turns
  const cpu = readCpuSeconds(contender.pid)
  const databaseSecondsNow = countDatabaseSeconds(database)
  const began = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async (_, visitor) => {
      await delay(visitor * apart)
      while (left-- > 0) {
        const turn = await ask(contender.url, nextQuestion())
        if (turn.ok) firstTokens.push(turn.firstToken)
        else failed++
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const cpuSeconds = readCpuSeconds(contender.pid) - cpu
  const databaseSeconds = databaseSecondsNow()
  return { turns, failed, seconds, cpuSeconds, databaseSeconds, firstTokens }
}
