// Turns a second, their time and the server's CPU, by how many are asked at once, with the sample knowledge: on the
// embedded database, or on a new one of the server that DATABASE_URL names.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPostgres } from '../server/database/open-postgres.ts'
import { loadKnowledge } from '../server/load-sample-knowledge.ts'
import { ask } from '../server/testing/chat-client.ts'
import { createEmptyDatabase } from '../server/testing/create-empty-database.ts'
import { createFolder, type RunningProduct, startProduct } from '../server/testing/start-product.ts'

const turnsEach = 400
const questions = [
  'Comment écrire une séquence email de bienvenue ?',
  'Combien de temps doit durer un réel ?',
  'Quels sont vos tarifs ?',
  'Je veux parler à quelqu’un',
]

/** Starts the product once and prints a Markdown table. */
export async function run(): Promise<void> {
  const store = process.env.DATABASE_URL ? await createStore(process.env.DATABASE_URL) : undefined
  try {
    await measure(store === undefined ? {} : { DATABASE_URL: store.url })
  } finally {
    await store?.remove()
  }
}

/** A database of its own on a server, with the sample knowledge. */
async function createStore(serverUrl: string) {
  const store = await createEmptyDatabase(serverUrl)
  const { database } = await openPostgres({ url: store.url })
  await loadKnowledge({ database, folder: join(import.meta.dirname, '../knowledge') })
  await database.close()
  return store
}

async function measure(env: Record<string, string>): Promise<void> {
  using folder = createFolder()
  await using product = await startProduct(folder.path, { ...env, LOG_LEVEL: 'info' })
  console.log(`Idle: ${readResident(product)} MB resident.\n`)
  console.log('| at once | turns/s | p50 ms | p95 ms | max ms | CPU ms a turn | resident MB |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const concurrency of [1, 16, 50]) console.log(await measureAt(product, concurrency))
  await product.stop('SIGINT')
}

async function measureAt(product: RunningProduct, concurrency: number): Promise<string> {
  const times: number[] = []
  let next = 0
  const started = performance.now()
  const cpu = readCpu(product)
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < turnsEach) {
        const turn = next++
        const begun = performance.now()
        await ask(product.url, {
          user_id: 'u',
          conversation_id: `c${concurrency}-${turn}`,
          message: questions[turn % questions.length],
        })
        times.push(performance.now() - begun)
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const cpuEach = ((readCpu(product) - cpu) / turnsEach).toFixed(1)
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1)
  const cells = [concurrency, (turnsEach / seconds).toFixed(0), at(0.5), at(0.95), at(1), cpuEach]
  return `| ${[...cells, readResident(product)].join(' | ')} |`
}

/** Milliseconds of processor that a product has used, all threads together; Linux only. */
function readCpu({ process: { pid } }: RunningProduct): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']))
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

function readResident({ process: { pid } }: RunningProduct): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return ((Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / 1e6).toFixed(0)
}
