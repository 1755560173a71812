import assert from 'node:assert/strict'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { createFolder, spawnProduct } from './testing/start-product.ts'

/** What a product says first of a database that is not there, and all that it printed until then. */
async function firstProblem(env: Record<string, string>) {
  using folder = createFolder()
  const child = spawnProduct(folder.path, env)
  const printed: string[] = []
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      printed.push(line)
      const { msg, problem } = JSON.parse(line)
      if (msg === 'waiting for the database') return { problem: String(problem), printed }
    }
    return assert.fail(`it ended: ${printed.join('\n')}`)
  } finally {
    child.kill('SIGKILL')
  }
}

describe('a start without its database', () => {
  it('says first, in one French line without a stack, that it waits and why', async () => {
    const supabase = await firstProblem({
      SUPABASE_URL: 'http://127.0.0.1:9',
      SUPABASE_SERVICE_KEY: 'sb_secret_test',
    })
    assert.match(
      supabase.problem,
      /^SUPABASE_URL : 127\.0\.0\.1:9 n'est pas joignable \(ECONNREFUSED\)\. J’attends Supabase…$/,
    )
    const postgres = await firstProblem({ DATABASE_URL: 'postgres://a@127.0.0.1:9/b' })
    assert.match(postgres.problem, /^DATABASE_URL \(127\.0\.0\.1:9\/b\) : .*\? J’attends Postgres…$/)
    for (const { printed } of [supabase, postgres]) assert.equal(printed.length, 1, printed.join('\n'))
  })
})
