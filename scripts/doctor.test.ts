import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openDatabase } from '../server/database/open-database.ts'
import { putDocument } from '../server/operations/put-document.ts'
import { startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'
import { runScript } from '../server/testing/run-script.ts'
import { createFolder } from '../server/testing/start-product.ts'
import type { Finding } from './doctor/finding.ts'

/** A port that nobody listens on: the discard service's. */
const free = { API_PORT: '9' }
const run = (folder: string, args: string[] = [], env: Record<string, string> = {}) =>
  runScript(folder, 'doctor.ts', ['--backups', join(folder, 'backups'), ...args], { ...free, ...env })
const read = (stdout: string) => JSON.parse(stdout) as { ok: boolean; findings: Finding[] }

describe('npm run doctor', () => {
  it('looks at everything beside a running server, and finds nothing wrong', async () => {
    await using fakes = await startFakeProviders()
    using folder = createFolder()
    const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder.path, 'data') })
    try {
      const content = 'Une séquence de bienvenue compte trois mails. Un réel dure trente secondes.'
      await putDocument(database, {
        document: {
          owner: 'shared',
          source: 'a.md',
          filename: 'a.md',
          fileType: 'md',
          title: 'Mails et réels',
          contentHash: 'a',
        },
        chunks: [{ index: 0, content, section: null, page: null, position: 0, tokenCount: 9 }],
      })
      const { code, stdout, stderr } = await run(folder.path, ['--json'], fakes.environment)
      assert.equal(stderr, '')
      const { ok, findings } = read(stdout)
      assert.deepEqual(
        findings.filter(({ state }) => state === 'error'),
        [],
      )
      assert.deepEqual([code, ok], [0, true])
      const ids = new Set(findings.map(({ id }) => id))
      for (const id of [
        'env-file configuration database schema access rights indexes documents word-index embeddings search budget',
        'key-openrouter key-openai key-cohere clock disk backups reader widget workers port address',
      ].flatMap(names => names.split(' ')))
        assert.ok(ids.has(id), id)
      const embeddings = findings.find(({ id }) => id === 'embeddings')
      assert.deepEqual([embeddings?.state, embeddings?.todo], ['warning', 'npm run embed'])
    } finally {
      await database.close()
    }
  })

  it('ends with 1 on a fault, says what to do, and shows no key', async () => {
    await using fakes = await startFakeProviders()
    using folder = createFolder()
    const wrong = { ...fakes.environment, COHERE_API_KEY: 'a-wrong-and-secret-key' }
    const { code, stdout } = await run(folder.path, [], wrong)
    assert.equal(code, 1)
    assert.match(stdout, /^ {2}✗ reranking : COHERE_API_KEY est refusée/m)
    assert.match(stdout, /^1 problème \(✗\)/m)
    assert.doesNotMatch(stdout, /secret-key/)
  })

  it('names each wrong value, and asks nobody', async () => {
    using folder = createFolder()
    writeFileSync(join(folder.path, '.env'), 'WORKERS=0\nALLOWED_ORIGINS=exemple.fr\n')
    chmodSync(join(folder.path, '.env'), 0o644)
    const { code, stdout } = await run(folder.path, ['--json'])
    assert.equal(code, 1)
    const { findings } = read(stdout)
    assert.deepEqual(
      findings.map(({ id, state }) => [id, state]),
      [
        ['env-file', 'warning'],
        ['configuration', 'error'],
        ['configuration', 'error'],
      ],
    )
    chmodSync(join(folder.path, '.env'), 0o600)
    assert.equal(read((await run(folder.path, ['--json'])).stdout).findings[0]?.state, 'ok')
  })

  it('says which lines of .env are not read, and that it is a folder, without a stack', async () => {
    using folder = createFolder()
    const file = join(folder.path, '.env')
    writeFileSync(file, 'WORKERS=1\nsk-canari\n', { mode: 0o600 })
    const stray = await run(folder.path)
    assert.match(stray.stdout, /! dans \.env, la ligne 2 n’est pas lue/)
    assert.doesNotMatch(stray.stdout, /canari/)
    rmSync(file)
    mkdirSync(file)
    const folderOfThatName = await run(folder.path)
    assert.match(folderOfThatName.stdout, /✗ \.env est un dossier/)
    assert.deepEqual([folderOfThatName.code, folderOfThatName.stderr], [1, ''])
  })

  it('says why a database cannot be opened', async () => {
    using folder = createFolder()
    const { code, stdout } = await run(folder.path, [], { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/base' })
    assert.equal(code, 1)
    assert.match(stdout, /✗ DATABASE_URL \(127\.0\.0\.1:1\/base\) : personne ne répond/)
  })

  it('says what is wrong with its words', async () => {
    using folder = createFolder()
    assert.equal((await run(folder.path, ['--url', 'chat.exemple.fr'])).code, 2)
    const help = await run(folder.path, ['--help'])
    assert.deepEqual([help.code, /npm run doctor/.test(help.stdout)], [0, true])
  })
})
