// The tables of docs/scaling.md: what each step of growth does to the database, by a simulation whose inputs are measured
// (npm run bench -- database, docs/search-at-scale.md) and whose assumptions are the constants below.
import { simulateQueues } from './scaling/queue-simulation.ts'

/** Today's customer at their busiest: 50 conversations at once, a message every 30 s in each. */
const turnsPerSecondToday = 50 / 30
/** A day's mean is a tenth of its busiest minute. */
const meanOfPeak = 0.1
/** CPU of Postgres for begin_turn and finish_turn together, measured with 1,000,000 messages; begin is two thirds. */
const storeMilliseconds = Number(process.env.STORE_MS ?? 1.1)
/** CPU of one search for two agents, half and a twentieth of 5,000 chunks theirs (docs/search-at-scale.md). */
const searchMilliseconds = Number(process.env.SEARCH_MS ?? 9.5)
/** Bytes of a turn in tables and indexes; and in the write-ahead log, soon after a checkpoint, when it is the most. */
const storedBytes = Number(process.env.STORED_BYTES ?? 2200)
const walBytes = Number(process.env.WAL_BYTES ?? 20_000)
/** How long a model takes to answer: between a turn's beginning and its end. */
const answerMilliseconds = 4000
/** CPU of a server process for a streamed turn (DESIGN 7), planned to half of a core, and its connections. */
const processMilliseconds = 8
const connectionsPerProcess = 10
const retentionDays = 180
const seed = Number(process.env.SEED ?? 1)

interface Layout {
  name: string
  /** Cores that store turns, of one of `shards` servers. */
  primary: number
  shards: number
  /** Cores that search, where others than the primary's do. */
  search: number
}

const layouts: Layout[] = [
  { name: '1 core of the VPS', primary: 1, shards: 1, search: 0 },
  { name: '8 cores', primary: 8, shards: 1, search: 0 },
  { name: '32 cores', primary: 32, shards: 1, search: 0 },
  { name: '32 cores, searches on 8 replicas of 32', primary: 32, shards: 1, search: 256 },
  { name: '8 shards of 16 cores, searches on 8 replicas of 32', primary: 16, shards: 8, search: 256 },
]

/** Prints both tables as Markdown. */
export async function run(): Promise<void> {
  console.log(
    `${storeMilliseconds} ms to store a turn, ${searchMilliseconds} ms to search, ${storedBytes} bytes kept and ${walBytes} of log a turn; seed ${seed}.\n`,
  )
  printNeeds()
  printLayouts()
}

const scales = [1, 10, 100, 10_000]

function printNeeds(): void {
  console.log(
    '| times today | turns/s at the busiest | storing, cores | searching, cores | log, MB/s | kept after 180 days, GB | server processes | their connections |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const scale of scales) {
    const rate = scale * turnsPerSecondToday
    const kept = rate * meanOfPeak * 86_400 * retentionDays * storedBytes
    const processes = Math.max(1, Math.ceil((rate * processMilliseconds) / 1000 / 0.5))
    const cells = [
      rate.toFixed(rate < 10 ? 1 : 0),
      toCores(rate * storeMilliseconds),
      toCores(rate * searchMilliseconds),
      ((rate * walBytes) / 1e6).toFixed(rate < 100 ? 2 : 0),
      (kept / 1e9).toFixed(0),
      processes,
      processes * connectionsPerProcess,
    ]
    console.log(`| ${scale} × | ${cells.join(' | ')} |`)
  }
}

const toCores = (millisecondsPerSecond: number) => Number((millisecondsPerSecond / 1000).toPrecision(2))

function printLayouts(): void {
  console.log(
    '\n| times today | database | cores busy storing | cores busy searching | database time of a turn, p50 / p95 ms |',
  )
  console.log('| --- | --- | --- | --- | --- |')
  for (const scale of scales) {
    for (const layout of layouts) {
      const { load, p50, p95 } = simulate(layout, scale * turnsPerSecondToday)
      const overloaded = Object.values(load).some(share => share >= 1)
      const cells = [
        `${scale} ×`,
        layout.name,
        toPercent(load.primary),
        layout.search === 0 ? 'the same' : toPercent(load.search),
        overloaded ? 'falls behind' : `${p50.toFixed(0)} / ${p95.toFixed(0)}`,
      ]
      console.log(`| ${cells.join(' | ')} |`)
      const waitsLittle = p95 < 3 * (storeMilliseconds + searchMilliseconds)
      if (waitsLittle && (load.primary ?? 0) < 0.6 && scale < 10_000) break // nothing more is needed
    }
  }
}

const toPercent = (share = 0) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`

/** One shard, with its part of the turns and of the cores that search: the others are alike. */
function simulate({ primary, shards, search }: Layout, turnsPerSecond: number) {
  const searchCores = Math.floor(search / shards)
  return simulateQueues({
    turnsPerSecond: turnsPerSecond / shards,
    cores: searchCores === 0 ? { primary } : { primary, search: searchCores },
    turn: [
      { at: 'primary', milliseconds: (2 / 3) * storeMilliseconds, after: 0 },
      { at: searchCores === 0 ? 'primary' : 'search', milliseconds: searchMilliseconds, after: 2 },
      { at: 'primary', milliseconds: (1 / 3) * storeMilliseconds, after: answerMilliseconds },
    ],
    turns: 100_000,
    seed,
  })
}
