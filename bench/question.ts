// `npm run bench -- question [count]`: what one visitor's question costs at each step, in milliseconds, asked one after the other: real
// questions of the public sets, of their real documents, on the embedded database and, when DATABASE_URL names a server, on a
// database of its own there; without a key, and with providers on this machine that answer at once, so that what is left is ours.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ask } from '../server/testing/chat-client.ts'
import { createEmptyDatabase } from '../server/testing/create-empty-database.ts'
import { startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'
import { createFolder, startProduct } from '../server/testing/start-product.ts'
import { realQuestions, writeRealDocuments } from './real-documents.ts'

const root = join(import.meta.dirname, '..')
const steps = ['admit', 'embed', 'search', 'route', 'rerank', 'first_words', 'answer', 'finish']

interface Turn {
  steps: Record<string, number>
  calls: { step: string; milliseconds: number }[]
}

function timesOf({ steps, calls }: Turn): Record<string, number> {
  const beside = calls.filter(({ step }) => step === 'embed' || step === 'rerank')
  return { ...steps, ...Object.fromEntries(beside.map(({ step, milliseconds }) => [step, milliseconds])) }
}

type Environment = Record<string, string>

/** `npm run ingest` of a folder, as an operator does it. */
async function ingest(folder: string, env: Environment): Promise<void> {
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/ingest.ts', folder, '--agent', 'audrey']
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'close')
  // 1: some of the files were refused, as they must be.
  if (child.exitCode !== 0 && child.exitCode !== 1)
    throw new Error(`npm run ingest ended with ${child.exitCode}`)
}

function percentiles(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)
  return sorted.length === 0 ? '–' : `${at(0.5)} / ${at(0.95)}`
}

/** Asks all questions and prints a row: the steps that the product's own log tells, and the time until the answer. */
async function measure(
  name: string,
  dataDir: string,
  env: Environment,
  questions: readonly string[],
): Promise<void> {
  await using product = await startProduct(dataDir, { ...env, LOG_LEVEL: 'info' })
  const waited: number[] = []
  for (const [index, message] of questions.entries()) {
    const begun = performance.now()
    await ask(product.url, { user_id: `u${index}`, conversation_id: `c${index}`, message })
    waited.push(performance.now() - begun)
  }
  await product.stop()
  // Calls that run beside a step, or inside one, are told apart from the steps.
  const turns = product.log.flatMap(({ msg, ...turn }) =>
    msg === 'turn' ? [timesOf(turn as unknown as Turn)] : [],
  )
  const cells = steps.map(step => percentiles(turns.flatMap(turn => turn[step] ?? [])))
  console.log(`| ${[name, turns.length, ...cells, percentiles(waited)].join(' | ')} |`)
}

async function measureStore(name: string, env: Environment, dataDir: string, count: number): Promise<void> {
  await using providers = await startFakeProviders()
  for (const endpoint of [providers.openrouter, providers.openai, providers.cohere]) endpoint.keep = 0
  using folder = createFolder()
  writeRealDocuments(folder.path)
  await ingest(folder.path, { ...env, ...providers.environment, DATA_DIR: dataDir })
  const questions = realQuestions(count)
  await measure(`${name}, no key`, dataDir, env, questions)
  await measure(`${name}, providers at 0 ms`, dataDir, { ...env, ...providers.environment }, questions)
}

export async function run(): Promise<void> {
  const count = Number(process.argv[3] ?? 210)
  console.log(`| p50 / p95, ms | turns | ${steps.join(' | ')} | until the answer |`)
  console.log(`| --- | --- |${' --- |'.repeat(steps.length + 1)}`)
  using embedded = createFolder()
  if (process.env.ONLY !== 'postgres') await measureStore('embedded', {}, embedded.path, count)
  if (!process.env.DATABASE_URL) return
  using folder = createFolder()
  const store = await createEmptyDatabase(process.env.DATABASE_URL)
  try {
    await measureStore('Postgres', { DATABASE_URL: store.url }, folder.path, count)
  } finally {
    await store.remove()
  }
}
