import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openDatabase } from '../server/database/open-database.ts'
import { startWebSite } from '../server/testing/web-site.ts'

const page = (title: string, rest = '') =>
  `<html lang="fr"><h1>${title}</h1><p>Une page sur ${title}.</p>${rest}</html>`

describe('npm run ingest with an address, and npm run refresh', () => {
  let folder: string
  let site: Awaited<ReturnType<typeof startWebSite>>
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refresh-'))
    site = await startWebSite({
      '/': page('Accueil', '<a href="/offre">Offre</a><a href="/vide">Vide</a>'),
      '/offre': page('Offre'),
    })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  async function run(script: string, ...args: string[]) {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, script), ...args],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          DATA_DIR: join(folder, 'data'),
          WEB_PRIVATE_HOSTS: `127.0.0.1:${site.port}`,
          WEB_DELAY_SECONDS: '0',
          SITE_URL: 'https://exemple.fr',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) child[name].on('data', part => (output[name] += part))
    await once(child, 'close')
    return { code: child.exitCode, ...output }
  }

  it('load a site, read it again, and take away what is gone when they are told to', async () => {
    const home = `http://127.0.0.1:${site.port}/`
    const loaded = await run('ingest.ts', home, '--site', '--agent', 'audrey')
    assert.equal(loaded.code, 0, loaded.stderr)
    assert.match(loaded.stdout, /✓ 1 extrait · Accueil \(http/)
    assert.match(
      loaded.stdout,
      /· non lue · http:\/\/127\.0\.0\.1:\d+\/vide · la page n’existe plus \(HTTP 404\)/,
    )
    assert.match(loaded.stdout, /2 documents pour audrey : 2 nouveaux/)
    assert.match(
      site.requests[0]?.headers['user-agent'] ?? '',
      /^chatbot-v2\/[\d.]+ \(\+https:\/\/exemple\.fr\)$/,
    )

    site.pages['/'] = page('Bienvenue', '<a href="/offre">Offre</a>')
    delete site.pages['/offre']
    const again = await run('refresh.ts', '--agent', 'audrey')
    assert.equal(again.code, 0, again.stderr)
    assert.match(again.stdout, /Bienvenue \(http.*remplacé/)
    assert.match(again.stdout, /⚠ disparue · Offre .*HTTP 404.*répond encore/)
    const documents = await run('documents.ts')
    assert.match(documents.stdout, /Offre.*disparue/)
    const pruned = await run('refresh.ts', '--prune')
    assert.match(pruned.stdout, /− retiré · Offre/)
    assert.match(pruned.stdout, new RegExp(`^${home} · le site · audrey$`, 'm'))

    // Beside a running server too, where loading says what to do.
    const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder, 'data') })
    try {
      site.pages['/'] = page('Rebonjour')
      assert.match((await run('refresh.ts')).stdout, /Rebonjour \(http.*remplacé/)
      for (const script of ['documents.ts', 'refresh.ts', 'pairs.ts'])
        assert.match((await run(script, '--agent', 'zoe')).stderr, /^Agent inconnu : zoe\. Possibles : /)
      const listed = await run('documents.ts')
      const id = /^([0-9a-f]{8}) .*Rebonjour/m.exec(listed.stdout)?.[1] ?? listed.stderr
      assert.match((await run('documents.ts', 'delete', id, '--yes')).stdout, /^Retiré : « Rebonjour »/)
      const { code, stderr } = await run('ingest.ts', home, '--agent', 'audrey')
      assert.equal(code, 1)
      assert.match(stderr, /est déjà utilisé par un autre processus \(numéro \d+\) : arrête-le d’abord\.$/m)
    } finally {
      await database.close()
    }
  })
})
