import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { fakeKeys, startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'
import { runScript } from '../server/testing/run-script.ts'
import { createFolder } from '../server/testing/start-product.ts'

const run = (folder: string, ...args: string[]) => runScript(folder, 'setup.ts', args)
const envOf = (folder: string) => join(folder, '.env')
const read = (folder: string) => parseEnv(readFileSync(envOf(folder), 'utf8'))

describe('npm run setup without a terminal', () => {
  it('tries the keys, and writes a .env that is its owner’s alone, with every variable explained', async () => {
    await using fakes = await startFakeProviders()
    using folder = createFolder()
    const { OPENROUTER_BASE_URL, COHERE_BASE_URL } = fakes.environment
    writeFileSync(
      envOf(folder.path),
      `# le mien\nOPENROUTER_BASE_URL=${OPENROUTER_BASE_URL}\nCOHERE_BASE_URL=${COHERE_BASE_URL}\n`,
    )
    const keys = ['--openrouter-key', fakeKeys.openrouter, '--cohere-key', fakeKeys.cohere]
    const { code, stdout, stderr } = await run(
      folder.path,
      '--site',
      'exemple.fr',
      ...keys,
      '--budget',
      '40',
      '--yes',
    )
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /✓ réponses : .* accepte la clé/)
    const text = readFileSync(envOf(folder.path), 'utf8')
    assert.match(text, /^# le mien\n/)
    const { OPENROUTER_API_KEY, COHERE_API_KEY, ALLOWED_ORIGINS, MONTHLY_BUDGET_EUR } = read(folder.path)
    assert.deepEqual(
      [OPENROUTER_API_KEY, COHERE_API_KEY, ALLOWED_ORIGINS, MONTHLY_BUDGET_EUR],
      [fakeKeys.openrouter, fakeKeys.cohere, 'https://exemple.fr', '40'],
    )
    assert.equal(statSync(envOf(folder.path)).mode & 0o777, 0o600)
    assert.ok(!stdout.includes(fakeKeys.openrouter) && !stdout.includes(fakeKeys.cohere))
  })

  it('writes nothing when a key is refused, unless it is told not to try', async () => {
    await using fakes = await startFakeProviders()
    using folder = createFolder()
    const before = `OPENAI_BASE_URL=${fakes.environment.OPENAI_BASE_URL}\n`
    writeFileSync(envOf(folder.path), before)
    const args = ['--openai-key', 'sk-not-this-one-at-all', '--yes']
    const refused = await run(folder.path, ...args)
    assert.equal(refused.code, 2)
    assert.match(refused.stdout, /✗ embeddings : OPENAI_API_KEY est refusée/)
    assert.match(refused.stderr, /Rien n’a été écrit/)
    assert.equal(readFileSync(envOf(folder.path), 'utf8'), before)
    assert.equal((await run(folder.path, ...args, '--no-check')).code, 0)
    assert.equal(read(folder.path).OPENAI_API_KEY, 'sk-not-this-one-at-all')
  })

  it('begins with the example, changes nothing that is there unless it is told to, and is done when nothing changes', async () => {
    using folder = createFolder()
    assert.equal((await run(folder.path, '--site', 'https://a.fr', '--yes')).code, 0)
    assert.match(readFileSync(envOf(folder.path), 'utf8'), /^# Tout est facultatif/)
    const again = await run(folder.path, '--site', 'https://b.fr', '--yes')
    assert.deepEqual([again.code, /--replace/.test(again.stderr)], [2, true])
    assert.equal(read(folder.path).ALLOWED_ORIGINS, 'https://a.fr')
    assert.equal((await run(folder.path, '--site', 'https://b.fr', '--yes', '--replace')).code, 0)
    assert.equal(read(folder.path).ALLOWED_ORIGINS, 'https://b.fr')
    const same = await run(folder.path, '--site', 'https://b.fr', '--yes')
    assert.deepEqual([same.code, /Rien à changer/.test(same.stdout)], [0, true])
  })

  it('says what is wrong with an answer, a database, or its words', async () => {
    using folder = createFolder()
    const wrong = await run(folder.path, '--budget', 'beaucoup', '--yes')
    assert.deepEqual([wrong.code, /^MONTHLY_BUDGET_EUR doit/.test(wrong.stderr)], [2, true])
    const away = await run(folder.path, '--database', 'postgresql://u:pass@127.0.0.1:1/b', '--yes')
    assert.equal(away.code, 2)
    assert.match(away.stdout, /✗ DATABASE_URL \(127\.0\.0\.1:1\/b\) : personne ne répond/)
    assert.doesNotMatch(away.stdout, /pass@/)
    const silent = await run(folder.path)
    assert.deepEqual([silent.code, /--yes/.test(silent.stderr)], [2, true])
    const half = await run(folder.path, '--database', 'https://abc.supabase.co', '--yes')
    assert.deepEqual([half.code, /SUPABASE_SERVICE_KEY manque/.test(half.stderr)], [2, true])
    assert.ok(!existsSync(envOf(folder.path)))
  })
})
