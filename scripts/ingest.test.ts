import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openDatabase } from '../server/database/open-database.ts'
import { startWebSite } from '../server/testing/web-site.ts'

/** Runs a command as npm does, in a folder without `.env`; no terminal. `settings`: of its environment. */
async function runWith(settings: Record<string, string>, folder: string, script: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, script), ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', part => {
    stdout += part
  })
  child.stderr.on('data', part => {
    stderr += part
  })
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

const run = (...args: [folder: string, script: string, ...string[]]) => runWith({}, ...args)

describe('npm run ingest and npm run documents', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'commands-'))
    mkdirSync(join(folder, 'docs'))
    writeFileSync(join(folder, 'docs/a.md'), '# Le tunnel\n\nUne page, une offre.')
    writeFileSync(join(folder, 'docs/b.pdf'), 'abîmé')
    writeFileSync(join(folder, 'docs/c.exe'), 'x')
  })
  after(() => rmSync(folder, { recursive: true }))

  it('loads what can be read, says what cannot, lists, shows and removes', async () => {
    const first = await run(folder, 'ingest.ts', 'docs', '--agent', 'audrey', '--tags', 'vente')
    assert.equal(first.stderr, '')
    const lines = first.stdout.trim().split('\n')
    assert.equal(lines[0], `✓ 1 extrait · Le tunnel (${folder}/docs/a.md)`)
    assert.equal(
      lines[1],
      `✗ ${folder}/docs/b.pdf · fichier abîmé : son contenu n’est pas ce que dit son extension`,
    )
    assert.equal(lines[3], '1 fichier ignoré (type non pris en charge : .exe 1)')
    assert.match(
      lines[4] ?? '',
      /^2 documents pour audrey : 1 nouveau, 0 remplacé, 0 inchangé, 1 échec · 1 extrait en [\d,]+ s$/,
    )
    assert.equal(first.code, 1)

    rmSync(join(folder, 'docs/b.pdf'))
    const second = await run(folder, 'ingest.ts', 'docs', '--agent', 'audrey', '--tags', 'vente', '--prune')
    assert.ok(second.stdout.startsWith(`= inchangé · Le tunnel (${folder}/docs/a.md)\n`), second.stdout)
    assert.match(second.stdout, /\n1 document inchangé pour audrey · [\d,]+ s\n$/)
    assert.equal(second.code, 0)

    const list = await run(folder, 'documents.ts')
    const id = /^([0-9a-f]{8}) {2}audrey +Le tunnel +\S+\/docs\/a\.md +1 +– /m.exec(list.stdout)?.[1]
    assert.ok(id, list.stdout)
    const shown = await run(folder, 'documents.ts', 'show', id)
    assert.match(
      shown.stdout,
      /┌─ 1\. Le tunnel · 9 tokens · position 0\n│ Le tunnel\n│ \n│ Une page, une offre\.\n└─/,
    )

    const unsure = await run(folder, 'documents.ts', 'delete', id)
    assert.deepEqual(
      [unsure.code, unsure.stderr.split('\n')[0]],
      [2, 'Pour retirer un document sans terminal, ajoute --yes.'],
    )
    const removed = await run(folder, 'documents.ts', 'delete', id, '--yes')
    assert.deepEqual([removed.code, removed.stdout], [0, 'Retiré : « Le tunnel » (audrey)\n'])
  })

  it('reads a page where its address leads, though it asks for patience first, by the clock on the wall', async () => {
    let busy = 1
    await using site = await startWebSite({
      '/ancienne': { status: 301, headers: { location: '/nouvelle' } },
      '/nouvelle': (_request, response) => {
        if (busy-- > 0) response.writeHead(429, { 'retry-after': '0' }).end()
        else
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end('<h1>Nouvelle</h1><p>Une page lue.</p>')
      },
    })
    const host = `127.0.0.1:${site.port}`
    const settings = { WEB_PRIVATE_HOSTS: host, WEB_DELAY_SECONDS: '0', DATA_DIR: join(folder, 'web') }
    const address = `http://${host}/ancienne`
    const read = await runWith(settings, folder, 'ingest.ts', address, '--agent', 'audrey')
    assert.deepEqual([read.code, read.stderr], [0, ''], read.stdout)
    assert.ok(read.stdout.startsWith(`✓ 1 extrait · Nouvelle (http://${host}/nouvelle)\n`), read.stdout)
    assert.deepEqual(site.paths(), ['/ancienne', '/nouvelle', '/nouvelle'])
  })

  it('ends with one line while another process has the database', async () => {
    const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder, 'data') })
    try {
      const { code, stderr, stdout } = await run(folder, 'ingest.ts', 'docs', '--agent', 'shared')
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.equal(stderr.trim().split('\n').length, 1)
      assert.match(stderr, /processus/)
    } finally {
      await database.close()
    }
  })

  it('ends with exit code 2, the reason and where help is, when its words are wrong', async () => {
    const wrong = await run(folder, 'ingest.ts', 'docs', '--agent', 'bob')
    assert.deepEqual(
      [wrong.code, wrong.stderr],
      [2, 'Agent inconnu : bob. Possibles : audrey, carole, shared.\nAide : npm run ingest -- --help\n'],
    )
    const unknown = await run(folder, 'documents.ts', 'montre')
    assert.deepEqual(
      [unknown.code, unknown.stderr],
      [2, 'Action inconnue : montre\nAide : npm run documents -- --help\n'],
    )
  })
})
