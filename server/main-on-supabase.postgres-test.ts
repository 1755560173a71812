// The product as an operator starts it, with SUPABASE_URL and SUPABASE_SERVICE_KEY, over the stand-in of Supabase's
// REST interface and a real Postgres. Needs TEST_DATABASE_URL; run by .ci/run.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSupabaseProject, type SupabaseProject } from './testing/create-supabase-project.ts'
import { createFolder, startProduct } from './testing/start-product.ts'

const toEnvironment = ({ url, keys }: SupabaseProject, key: keyof SupabaseProject['keys'] = 'secret') => ({
  SUPABASE_URL: url,
  SUPABASE_SERVICE_KEY: keys[key],
})

async function ask(url: string, messageId: string) {
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: 'u', conversation_id: 'c', message: 'Bonjour', message_id: messageId }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

describe('the product on Supabase', () => {
  it('answers, stores what it said, is healthy; when Supabase goes away it says so within 2 s', async () => {
    await using stack = new AsyncDisposableStack()
    const project = stack.use(await createSupabaseProject())
    await project.paste()
    const folder = stack.use(createFolder())
    const product = stack.use(await startProduct(folder.path, toEnvironment(project)))
    const { status, body } = await ask(product.url, 'm1')
    assert.equal(status, 200)
    const { rows } = await project.pool.query("select content from messages where role = 'assistant'")
    assert.deepEqual(rows, [{ content: (body as { message: string }).message }])
    const health = await fetch(`${product.url}/health`)
    assert.equal(health.status, 200)
    assert.equal(((await health.json()) as { services: { supabase: boolean } }).services.supabase, true)

    await project.rest.close()
    const started = performance.now()
    const refused = await ask(product.url, 'm2')
    assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`)
    assert.equal(refused.status, 503)
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
    assert.ok(!JSON.stringify(refused.body).includes('SUPABASE'))
    assert.ok(!JSON.stringify(product.log).includes(project.keys.secret), 'the key is in the log')
  })

  it('does not start with a public key, nor on an empty project, and says why in a line', async () => {
    await using project = await createSupabaseProject()
    using folder = createFolder()
    const failureOf = (key: keyof SupabaseProject['keys']) =>
      startProduct(folder.path, toEnvironment(project, key)).then(
        product => product.stop().then(() => assert.fail('it started')),
        (error: Error) => {
          assert.ok(!error.message.includes(project.keys[key]), 'the key is shown')
          return error.message
        },
      )
    assert.match(await failureOf('anon'), /SUPABASE_SERVICE_KEY est une clé publique \(« anon »\)/)
    assert.match(await failureOf('publishable'), /SUPABASE_SERVICE_KEY est la clé publique/)
    assert.match(await failureOf('serviceRole'), /schema_version.*database\/migrations\.sql/)
  })
})
