import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { toChunks, toDocument } from '../server/database/contract-suite/database-under-contract.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { databaseStatus } from '../server/operations/database-status.ts'
import { finishJob } from '../server/operations/finish-job.ts'
import { listDocuments } from '../server/operations/list-documents.ts'
import { putDocument } from '../server/operations/put-document.ts'
import { readCosts } from '../server/operations/read-costs.ts'
import { searchByModel } from '../server/operations/search-knowledge.ts'
import type { Database } from '../server/ports/database.ts'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { failedEmbeddings } from '../server/testing/fake-providers/failed-embeddings.ts'
import { fakeEmbedding } from '../server/testing/fake-providers/fake-embedding.ts'
import { json } from '../server/testing/fake-providers/fake-exchange.ts'
import { startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'

const fakes = await startFakeProviders()
after(() => fakes.close())
afterEach(() => fakes.openai.answerAlways())

function start(
  script: string,
  folder: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, `${script}.ts`), ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), ...fakes.environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
}

/** Runs a command as npm does, without a terminal. */
async function run(script: string, folder: string, args: string[], env?: Record<string, string>) {
  const child = start(script, folder, args, env)
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', part => {
    output.stdout += part
  })
  child.stderr?.on('data', part => {
    output.stderr += part
  })
  await once(child, 'close')
  return { code: child.exitCode, ...output }
}

async function withDatabase<T>(folder: string, act: (database: Database) => Promise<T>): Promise<T> {
  const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder, 'data') })
  try {
    return await act(database)
  } finally {
    await database.close()
  }
}

/** A folder with so many chunks that have no embedding. */
async function createKnowledge(chunks: number) {
  const folder = await createDatabaseFolder()
  await withDatabase(folder.path, async database => {
    const contents = Array.from({ length: chunks }, (_, at) => `Le levain numéro ${at} se nourrit le matin.`)
    await putDocument(database, { document: toDocument(), chunks: toChunks(...contents) })
  })
  return folder
}

const textsAsked = () => fakes.openai.received.flatMap(({ body }) => (body as { input: string[] }).input)

describe('npm run embed', () => {
  it('says what it costs and asks; then fills in, beside a running server, and that is in the costs', async () => {
    using folder = await createKnowledge(70)
    await withDatabase(folder.path, async database => {
      const unsure = await run('embed', folder.path, [])
      assert.equal(unsure.code, 2)
      assert.match(
        unsure.stdout,
        /À remplir avec text-embedding-3-small : 70 extraits, environ 1 \d{3} tokens · moins de 0,001 \$/,
      )
      assert.match(unsure.stderr, /--yes/)
      const filled = await run('embed', folder.path, ['--yes'])
      assert.match(
        filled.stdout,
        /70 embeddings enregistrés · 1 \d{3} tokens · moins de 0,001 \$\nTout est rempli\.\n$/,
      )
      assert.equal((await databaseStatus(database)).embedded, 70)
      const costs = JSON.stringify(await readCosts(database, { month: new Date().toISOString().slice(0, 7) }))
      assert.match(costs, /text-embedding-3-small/)
      const again = await run('embed', folder.path, [])
      assert.match(again.stdout, /Aucun extrait à remplir/)
      assert.equal(again.code, 0)
    })
  })

  it('waits as long as the provider asks, stops at an empty account with what helps, and goes on from there', async () => {
    using folder = await createKnowledge(150)
    const before = fakes.openai.calls
    const slowDown = failedEmbeddings[40]?.['retry-after-ms']
    const quota = failedEmbeddings[39]?.['insufficient quota']
    assert.ok(slowDown && quota)
    fakes.openai.answerNext(slowDown, exchange => exchange.answerWell(exchange), quota)
    const stopped = await run('embed', folder.path, ['--yes'])
    assert.equal(stopped.code, 1)
    assert.match(stopped.stdout, /64 embeddings enregistrés[\s\S]*plus de crédit[\s\S]*Relance npm run embed/)
    assert.equal(fakes.openai.calls - before, 3)
    const resumed = await run('embed', folder.path, ['--yes'])
    assert.match(resumed.stdout, /86 embeddings enregistrés[\s\S]*Tout est rempli/)
  })

  it('stores nothing of vectors that have another length than the model’s', async () => {
    using folder = await createKnowledge(3)
    fakes.openai.answerAlways(failedEmbeddings[42]?.['too many numbers'])
    const { code, stdout } = await run('embed', folder.path, ['--yes'])
    assert.equal(code, 1)
    assert.match(stdout, /EMBEDDING_DIMENSIONS/)
    await withDatabase(folder.path, async database =>
      assert.equal((await databaseStatus(database)).embedded, 0),
    )
  })

  it('keeps what is there when another model refuses everything, and fails', async () => {
    using folder = await createKnowledge(5)
    await run('embed', folder.path, ['--yes'])
    fakes.openai.answerAlways(json(400, { error: { message: 'Invalid model.', type: 'invalid_request' } }))
    const mistyped = { EMBEDDING_MODEL: 'mistral-embbed', EMBEDDING_DIMENSIONS: '1024' }
    const { code, stdout } = await run('embed', folder.path, ['--yes'], mistyped)
    assert.equal(code, 1)
    assert.match(stdout, /refuse tout ce qui lui est envoyé pour mistral-embbed : vérifie EMBEDDING_MODEL/)
    assert.doesNotMatch(stdout, /utilise maintenant/)
    fakes.openai.answerAlways()
    await withDatabase(folder.path, async database =>
      assert.equal((await databaseStatus(database)).embedded, 5),
    )
  })

  it('killed at any moment and run again pays for no more than one batch twice', async () => {
    using folder = await createKnowledge(300)
    const from = textsAsked().length
    const third = Promise.withResolvers<void>()
    let calls = 0
    fakes.openai.answerAlways(async exchange => {
      calls += 1
      if (calls === 3) {
        third.resolve()
        await once(exchange.response, 'close') // until the command is killed
        return
      }
      await exchange.answerWell(exchange)
    })
    const child = start('embed', folder.path, ['--yes'])
    const ended = once(child, 'close')
    await third.promise
    child.kill('SIGKILL')
    await ended
    fakes.openai.answerAlways()
    // A killed process keeps others waiting for a minute: not here.
    await withDatabase(folder.path, async database => {
      assert.equal((await databaseStatus(database)).embedded, 128)
      await finishJob(database, { name: 'embed', done: false, result: {} })
    })
    assert.match((await run('embed', folder.path, ['--yes'])).stdout, /172 embeddings enregistrés/)
    const asked = textsAsked().slice(from)
    assert.equal(new Set(asked).size, 300)
    assert.ok(asked.length - 300 <= 64, `${asked.length - 300} texts were paid for twice`)
  })

  it('fills in another model’s beside, and then searches compare with that one', async () => {
    using folder = await createKnowledge(20)
    await run('embed', folder.path, ['--yes'])
    const other = {
      OPENAI_BASE_URL: `${fakes.url}/compatible/v1`,
      OPENAI_API_KEY: '',
      EMBEDDING_MODEL: 'bge-m3',
      EMBEDDING_DIMENSIONS: '1536',
    }
    const plan = await run('embed', folder.path, ['--dry-run'], other)
    assert.match(plan.stdout, /Changement de modèle/)
    const changed = await run('embed', folder.path, ['--yes'], other)
    assert.match(changed.stdout, /20 embeddings[\s\S]*La recherche utilise maintenant bge-m3\.\n$/)
    await withDatabase(folder.path, async database => {
      const embedding = fakeEmbedding('Comment nourrir le levain du matin ?', 1536)
      const search = (embeddingModel: string) =>
        searchByModel(database, { query: 'levain', agents: ['audrey'], embedding, embeddingModel, limit: 5 })
      assert.equal((await search('bge-m3')).embeddingModel, 'bge-m3')
      assert.ok((await search('bge-m3')).passages.every(({ dense }) => dense !== null && dense > 0.1))
      assert.ok((await search('text-embedding-3-small')).passages.every(({ dense }) => dense === null))
    })
  })
})

describe('npm run ingest with a model for embeddings', () => {
  const document = '# Le levain\n\nLe levain se nourrit chaque matin de farine et d’eau.\n'

  it('stores a document with them', async () => {
    using folder = await createDatabaseFolder()
    writeFileSync(join(folder.path, 'levain.md'), document)
    const { code } = await run('ingest', folder.path, ['levain.md', '--agent', 'audrey'])
    assert.equal(code, 0)
    await withDatabase(folder.path, async database => {
      const { chunks, embedded } = await databaseStatus(database)
      assert.deepEqual([chunks > 0, embedded], [true, chunks])
    })
  })

  it('says that a model refuses the texts, which are stored without', async () => {
    using folder = await createDatabaseFolder()
    writeFileSync(join(folder.path, 'levain.md'), document)
    fakes.openai.answerAlways(json(400, { error: { message: 'Invalid model.' } }))
    const { code, stdout } = await run('ingest', folder.path, ['levain.md', '--agent', 'audrey'])
    assert.equal(code, 0)
    assert.match(stdout, /Extraits sans embedding : 1 \(.* : rejected\)/)
  })

  it('stores it without when the provider fails, says so, and npm run embed makes them as they would have been', async () => {
    using folder = await createDatabaseFolder()
    writeFileSync(join(folder.path, 'levain.md'), document)
    fakes.openai.answerAlways(failedEmbeddings[39]?.['no credits'])
    const { code, stdout } = await run('ingest', folder.path, ['levain.md', '--agent', 'audrey'])
    assert.equal(code, 0)
    assert.match(stdout, /Extraits sans embedding : 1 \(.* : quota_exhausted\)[\s\S]*npm run embed/)
    fakes.openai.answerAlways()
    const ingested = textsAsked().at(-1)
    await run('embed', folder.path, ['--yes'])
    assert.equal(textsAsked().at(-1), ingested)
    await withDatabase(folder.path, async database => {
      assert.equal((await listDocuments(database)).length, 1)
      assert.equal((await databaseStatus(database)).embedded, 1)
    })
  })
})
