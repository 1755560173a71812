// The product beside the floor (floor/floor-server.ts), each in a process of its own, taken in turns on one Postgres, against
// fake providers in a third process: at 0 ms, at realistic latency, and with 1,000 open streams; and the product's plain turns,
// without models. DATABASE_URL names a server to make a database on; without it one is started. About five minutes.
// ONLY=plain|instant|realistic|streams does a part.
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openPostgres } from '../server/database/open-postgres.ts'
import { loadKnowledge } from '../server/load-sample-knowledge.ts'
import { createEmptyDatabase } from '../server/testing/create-empty-database.ts'
import { realisticLatency } from '../server/testing/fake-providers/start-fake-providers.ts'
import { startPostgres } from '../server/testing/start-postgres.ts'
import { createFolder, startProduct } from '../server/testing/start-product.ts'
import { type Ask, askChat, streamChat } from './floor/chat-stream.ts'
import { answerTokens, type Pace } from './floor/pace.ts'
import {
  countDatabaseSeconds,
  percentile,
  readCpuSeconds,
  readResidentMegabytes,
} from './floor/process-figures.ts'

interface Contender {
  name: 'product' | 'floor'
  url: string
  pid: number
}

interface Slice {
  turns: number
  failed: number
  seconds: number
  cpuSeconds: number
  /** Of the database's processes that serve it. */
  databaseSeconds: number
  firstTokens: number[]
}

interface Bench {
  contenders: Contender[]
  providers: ChildProcess
  /** Name of the database. */
  database: string
  /** Environment of a product without models. */
  plain: Record<string, string>
}

/** Embed, rerank and the model's first token, one after the other: what no server can take away. */
const criticalPath =
  realisticLatency.embeddings.first + realisticLatency.rerank.first + realisticLatency.completion.first
const openStreams = 1000
/** Turns of each before anything is measured: until then compiling is a good part of the work. */
const warmTurns = 1000
/** What a turn takes at that latency. */
const turnMilliseconds = criticalPath + answerTokens * realisticLatency.completion.token
const questions = [
  'Comment écrire une séquence email de bienvenue',
  'Combien de temps doit durer un réel',
  'Comment construire un tunnel de vente',
  'Quelles idées de stories pour mon compte Instagram',
]
let asked = 0

/** Starts everything and prints Markdown. */
export async function run(): Promise<void> {
  await using server = process.env.DATABASE_URL ? undefined : await startPostgres()
  const store = await createEmptyDatabase(server?.url ?? process.env.DATABASE_URL ?? '')
  try {
    await measure(store.url)
  } finally {
    await store.remove()
  }
}

async function measure(databaseUrl: string): Promise<void> {
  const providers = fork(join(import.meta.dirname, 'floor/providers.ts'))
  const [keys] = (await once(providers, 'message')) as [Record<string, string>]
  const env = { ...keys, DATABASE_URL: databaseUrl }
  await fillDatabase(env)
  const floor = fork(join(import.meta.dirname, 'floor/floor-server.ts'), { env: { ...process.env, ...env } })
  const [floorUrl] = (await once(floor, 'message')) as [string]
  using folder = createFolder()
  await using product = await startProduct(folder.path, {
    ...env,
    SITE_URL: 'https://exemple.fr',
    MAX_STREAMS_PER_ADDRESS: '100000',
    NODE_OPTIONS: process.env.PRODUCT_NODE_OPTIONS ?? '',
  })
  const bench: Bench = {
    providers,
    database: new URL(databaseUrl).pathname.slice(1),
    plain: { DATABASE_URL: databaseUrl },
    contenders: [
      { name: 'product', url: product.url, pid: product.process.pid ?? 0 },
      { name: 'floor', url: floorUrl, pid: floor.pid ?? 0 },
    ],
  }
  console.log(
    `Load average before: ${loadavg()[0]?.toFixed(1)}. Resident at the start: ${residents(bench)}.\n`,
  )
  const only = process.env.ONLY
  if (!only || only === 'plain') await runPlain(bench)
  if (!only || only === 'instant') await runInstant(bench)
  if (!only || only === 'realistic') await runRealistic(bench)
  if (!only || only === 'streams') await runStreams(bench)
  const { problems } = await tell(providers, 'count')
  console.log(
    `\nLoad average after: ${loadavg()[0]?.toFixed(1)}. Calls the strict fakes refused: ${problems.length}.`,
  )
  for (const problem of problems.slice(0, 3)) console.log(problem)
  await product.stop('SIGINT')
  floor.kill()
  providers.kill()
}

/** Migrations, the sample knowledge, and an embedding for each of its passages. */
async function fillDatabase(env: Record<string, string>): Promise<void> {
  const { database } = await openPostgres({ url: env.DATABASE_URL ?? '' })
  await loadKnowledge({ database, folder: join(import.meta.dirname, '../knowledge') })
  await database.close()
  const script = join(import.meta.dirname, '../scripts/embed.ts')
  execFileSync(process.execPath, [script, '--yes'], { env: { ...process.env, ...env }, stdio: 'pipe' })
}

async function tell(
  providers: ChildProcess,
  message: Pace | 'count',
): Promise<{ completions: number; embeddings: number; reranks: number; problems: string[] }> {
  providers.send(message)
  const [counts] = await once(providers, 'message')
  return counts
}

/** A turn of the product without models: JSON, quoted from the documents. */
async function runPlain({ plain, database }: Bench): Promise<void> {
  using folder = createFolder()
  await using product = await startProduct(folder.path, { ...plain, SITE_URL: 'https://exemple.fr' })
  const contender: Contender = { name: 'product', url: product.url, pid: product.process.pid ?? 0 }
  const idle = readResidentMegabytes(contender.pid)
  const run = (turns: number) => runSlice(contender, 16, turns, database, askChat)
  await run(warmTurns)
  const { turns, failed, seconds, cpuSeconds, databaseSeconds } = await run(1000)
  const perTurn = (total: number) => ((total * 1000) / turns).toFixed(2)
  console.log('## Plain turns, 16 at once\n')
  console.log('| turns/s | CPU ms a turn | of Postgres | failed | MB idle |')
  console.log('| --- | --- | --- | --- | --- |')
  const figures = [(turns / seconds).toFixed(1), perTurn(cpuSeconds), perTurn(databaseSeconds)]
  console.log(`| ${[...figures, failed, idle.toFixed(0)].join(' | ')} |\n`)
}

const columns =
  '| at once | server | turns/s | first token p50 ms | p95 | CPU ms a turn | of Postgres | failed | MB |'
const rule = '| --- | --- | --- | --- | --- | --- | --- | --- | --- |'

async function runInstant({ contenders, providers, database }: Bench): Promise<void> {
  await tell(providers, 'instant')
  for (const contender of contenders) await runSlice(contender, 16, warmTurns, database)
  console.log('## Providers at 0 ms, 120 tokens streamed\n')
  console.log(`${columns}\n${rule}`)
  for (const [atOnce, turns] of [
    [1, 100],
    [16, 300],
    [64, 400],
  ] as const) {
    const slice = (contender: Contender) => runSlice(contender, atOnce, turns, database)
    const means = await alternate(contenders, 4, slice, 0)
    for (const line of means.lines) console.log(`| ${atOnce} | ${line} |`)
    console.log(`| ${atOnce} | ratio | ${means.speedRatio} | | | ${means.cpuRatio} | | | |`)
  }
}

async function runRealistic({ contenders, providers, database }: Bench): Promise<void> {
  const before = await tell(providers, 'realistic')
  console.log('\n## Providers at realistic latency\n')
  console.log(
    `First token: milliseconds added to ${criticalPath} (embed, rerank, the model's first token). Visitors come one by one.\n`,
  )
  console.log(`${columns.replace('first token p50 ms', 'added p50 ms')}\n${rule}`)
  let turns = 0
  for (const [atOnce, each] of [
    [1, 4],
    [16, 64],
    [50, 250],
    [64, 192],
  ] as const) {
    const apart = turnMilliseconds / atOnce
    const slice = (contender: Contender) => runSlice(contender, atOnce, each, database, streamChat, apart)
    const { lines } = await alternate(contenders, 1, slice, criticalPath)
    turns += 2 * each
    for (const line of lines) console.log(`| ${atOnce} | ${line} |`)
  }
  const after = await tell(providers, 'count')
  const calls = [
    after.embeddings - before.embeddings,
    after.reranks - before.reranks,
    after.completions - before.completions,
  ]
  console.log(`\n${turns} turns made ${calls.join(' + ')} calls (embeddings, rerank, completions).`)
}

/** Both in turns, as often as that; figures over all slices of one. */
async function alternate(
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
async function runSlice(
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

/** A question nobody asked before, so that no embedding is remembered, in a conversation of its own. */
function nextQuestion() {
  const number = ++asked
  const question = questions[number % questions.length]
  return { conversation_id: `bench-${process.pid}-${number}`, message: `${question} ? (${number})` }
}

async function runStreams({ contenders, providers }: Bench): Promise<void> {
  console.log(`\n## ${openStreams} open streams at 20 tokens a second\n`)
  console.log('| server | open | failed | tokens/s read | token delay p50 ms | p99 | CPU cores | MB |')
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const contender of contenders) console.log(await openMany(contender, providers))
}

/** Opens them over 20 s (and waits 15 s more at most), looks for 6 s at how late each token is, then lets all end. */
async function openMany({ name, url, pid }: Contender, providers: ChildProcess): Promise<string> {
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
  looking = true
  const cpu = readCpuSeconds(pid)
  const began = performance.now()
  await delay(6000)
  const seconds = (performance.now() - began) / 1000
  const cores = (readCpuSeconds(pid) - cpu) / seconds
  looking = false
  const resident = readResidentMegabytes(pid)
  const open = begun.size
  await tell(providers, 'instant')
  const failed = (await Promise.all(turns)).filter(({ ok }) => !ok).length
  const times = [
    (delays.length / seconds).toFixed(0),
    percentile(delays, 0.5).toFixed(0),
    percentile(delays, 0.99).toFixed(0),
  ]
  return `| ${[name, open, failed, ...times, cores.toFixed(2), resident.toFixed(0)].join(' | ')} |`
}

function residents({ contenders }: Bench): string {
  return contenders.map(({ name, pid }) => `${name} ${readResidentMegabytes(pid).toFixed(0)} MB`).join(', ')
}
