import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openDatabase } from '../server/database/open-database.ts'
import { jobOfOrigin } from '../server/ingest/web/web-job.ts'
import { claimJob } from '../server/operations/claim-job.ts'
import { finishJob } from '../server/operations/finish-job.ts'
import { createPostgresDatabase } from '../server/testing/create-postgres-database.ts'
import { startWebSite } from '../server/testing/web-site.ts'

describe('npm run ingest with an address, beside servers', () => {
  it('leaves an address to who is reading it and says so, and is left alone in its turn', async () => {
    await using created = await createPostgresDatabase()
    const { database } = await openDatabase({ driver: 'postgres', url: created.url, poolSize: 2 })
    await using site = await startWebSite({ '/': '<h1>Accueil</h1><p>Une page assez longue.</p>' })
    const folder = mkdtempSync(join(tmpdir(), 'ingest-web-'))
    const start = `http://127.0.0.1:${site.port}/`
    async function ingest(...args: string[]) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'ingest.ts'), start, '--agent', 'audrey', ...args],
        {
          cwd: folder,
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: created.url,
            WEB_PRIVATE_HOSTS: `127.0.0.1:${site.port}`,
            WEB_DELAY_SECONDS: '0',
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      let text = ''
      child.stdout.on('data', part => {
        text += part
      })
      await once(child, 'close')
      return { code: child.exitCode, text }
    }
    const source = { start, scope: 'page' as const, max_pages: 500, tags: [], category: null, priority: 0 }
    const name = jobOfOrigin({ owner: 'audrey', source })
    const claim = (everySeconds: number) => claimJob(database, { name, everySeconds, leaseSeconds: 60 })
    assert.equal((await claim(0)).claimed, true)
    const busy = await ingest()
    assert.equal(busy.code, 1)
    assert.match(busy.text, /déjà en cours de lecture/)
    assert.equal(site.requests.length, 0)
    const dry = await ingest('--dry-run')
    assert.equal(dry.code, 0, 'what writes nothing is in nobody’s way')
    await finishJob(database, { name, done: false, result: {} })
    const read = await ingest()
    assert.equal(read.code, 0)
    assert.match(read.text, /Accueil/)
    assert.equal((await claim(3600)).claimed, false, 'it was read just now')
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
