// The product beside the floor (floor/floor-server.ts), each in a process of its own, taken in turns on one Postgres, against
// fake providers in a third process: at 0 ms, at realistic latency, and with 1,000 open streams; and the product's plain turns,
// without models. DATABASE_URL names a server to make a database on; without it one is started. About five minutes.
// ONLY=plain|instant|realistic|streams does a part; PROFILE=1 says after each part where the product spent its processor
// (and makes it slower: figures and profiles are for two runs).
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../server/database/open-postgres.ts'
import { loadKnowledge } from '../server/load-sample-knowledge.ts'
import { createEmptyDatabase } from '../server/testing/create-empty-database.ts'
import { realisticLatency } from '../server/testing/fake-providers/start-fake-providers.ts'
import { startPostgres } from '../server/testing/start-postgres.ts'
import { createFolder, type RunningProduct, startProduct } from '../server/testing/start-product.ts'
import { askChat, streamChat } from './floor/chat-stream.ts'
import { type Bench, type Contender, tell } from './floor/contender.ts'
import { runStreams } from './floor/open-streams.ts'
import { answerTokens } from './floor/pace.ts'
import { readResidentMegabytes } from './floor/process-figures.ts'
import { findFreePort, openProfiler, type Profiler, printProfile } from './floor/profile-shares.ts'
import { alternate, columns, rule, runSlice } from './floor/slices.ts'

/** Embed, rerank and the model's first token, one after the other: what no server can take away. */
const criticalPath =
  realisticLatency.embeddings.first + realisticLatency.rerank.first + realisticLatency.completion.first
/** Turns of each before anything is measured: until then compiling is a good part of the work. */
const warmTurns = 1000
/** What a turn takes at that latency. */
const turnMilliseconds = criticalPath + answerTokens * realisticLatency.completion.token

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
  const started = await startMeasured(folder.path, { ...env, MAX_STREAMS_PER_ADDRESS: '100000' })
  await using product = started.product
  const bench: Bench = {
    providers,
    database: new URL(databaseUrl).pathname.slice(1),
    plain: { DATABASE_URL: databaseUrl },
    profiler: started.profiler,
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
  bench.profiler?.close()
  await product.stop('SIGINT')
  floor.kill()
  providers.kill()
}

/** Starts a product, with an inspector where PROFILE asks for one. */
async function startMeasured(
  folder: string,
  env: Record<string, string>,
): Promise<{ product: RunningProduct; profiler: Profiler | undefined }> {
  const port = process.env.PROFILE ? await findFreePort() : undefined
  const inspect = port === undefined ? [] : [`--inspect=127.0.0.1:${port}`]
  const options = [process.env.PRODUCT_NODE_OPTIONS ?? '', ...inspect].join(' ').trim()
  const product = await startProduct(folder, {
    ...env,
    SITE_URL: 'https://exemple.fr',
    NODE_OPTIONS: options,
  })
  return { product, profiler: port === undefined ? undefined : await openProfiler(port) }
}

/** Migrations, the sample knowledge, and an embedding for each of its passages. */
async function fillDatabase(env: Record<string, string>): Promise<void> {
  const { database } = await openPostgres({ url: env.DATABASE_URL ?? '' })
  await loadKnowledge({ database, folder: join(import.meta.dirname, '../knowledge') })
  await database.close()
  const script = join(import.meta.dirname, '../scripts/embed.ts')
  execFileSync(process.execPath, [script, '--yes'], { env: { ...process.env, ...env }, stdio: 'pipe' })
}

/** A turn of the product without models: JSON, quoted from the documents. */
async function runPlain({ plain, database }: Bench): Promise<void> {
  using folder = createFolder()
  const started = await startMeasured(folder.path, plain)
  await using product = started.product
  const contender: Contender = { name: 'product', url: product.url, pid: product.process.pid ?? 0 }
  const idle = readResidentMegabytes(contender.pid)
  const run = (turns: number) => runSlice(contender, 16, turns, database, askChat)
  await run(warmTurns)
  await started.profiler?.start()
  const { turns, failed, seconds, cpuSeconds, databaseSeconds } = await run(1000)
  const perTurn = (total: number) => ((total * 1000) / turns).toFixed(2)
  console.log('## Plain turns, 16 at once\n')
  console.log('| turns/s | CPU ms a turn | of Postgres | failed | MB idle |')
  console.log('| --- | --- | --- | --- | --- |')
  const figures = [(turns / seconds).toFixed(1), perTurn(cpuSeconds), perTurn(databaseSeconds)]
  console.log(`| ${[...figures, failed, idle.toFixed(0)].join(' | ')} |\n`)
  await printProfile(started.profiler, 'plain turns')
  started.profiler?.close()
}

async function runInstant({ contenders, providers, database, profiler }: Bench): Promise<void> {
  await tell(providers, 'instant')
  for (const contender of contenders) await runSlice(contender, 16, warmTurns, database)
  await profiler?.start()
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
  await printProfile(profiler, 'streamed turns at 0 ms')
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
    [1, 6],
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

function residents({ contenders }: Bench): string {
  return contenders.map(({ name, pid }) => `${name} ${readResidentMegabytes(pid).toFixed(0)} MB`).join(', ')
}
