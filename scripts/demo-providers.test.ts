import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { postChat } from '../server/testing/chat-client.ts'
import { decodeEvents } from '../server/testing/read-events.ts'
import { createFolder } from '../server/testing/start-product.ts'

it('`npm run demo:providers` streams an answer by a model that needs no key, and leaves nothing behind', async () => {
  using folder = createFolder()
  const demo = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'demo-providers.ts')],
    {
      cwd: folder.path,
      env: { PATH: process.env.PATH, TMPDIR: folder.path, API_PORT: '0', API_HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const said: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: demo.stdout }).on('line', line => {
      said.push(line)
      if (!line.startsWith('{')) return
      const { address } = JSON.parse(line)
      if (typeof address === 'string') resolve(address)
    })
    demo.once('exit', code => reject(new Error(`ended with ${code}: ${said.join('\n')}`)))
  })
  assert.match(said[0] ?? '', /les modèles sont faux/)

  const question = 'Combien de mails dans une séquence de bienvenue ?'
  const turn = { user_id: 'u', conversation_id: 'c', message_id: 'm', message: question }
  const began = performance.now()
  const response = await postChat(url, turn, { headers: { accept: 'text/event-stream' } })
  const events = decodeEvents(await response.text())
  const deltas = events.filter(({ event }) => event === 'delta')
  const done = JSON.parse(events.at(-1)?.data ?? '{}')
  assert.ok(deltas.length > 10, `${deltas.length} pieces`)
  assert.ok(performance.now() - began > 500, 'as slow as the real ones')
  assert.match(done.message, /\[1\]/)
  assert.ok(done.sources.length > 0)

  demo.kill('SIGTERM')
  const [code] = await once(demo, 'exit')
  assert.equal(code, 0)
  assert.deepEqual(readdirSync(folder.path), [])
})
