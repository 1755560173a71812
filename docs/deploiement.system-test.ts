// Commands of the guide that need more than Node: a real nginx, which it installs where it is missing (root on Debian), a
// Postgres (TEST_DATABASE_URL) and a shell. Places of an operator's machine are replaced by places of the test.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until, workersOf } from '../deploy/nginx/testing/nginx-workers.ts'
import { createNginxFolder, startNginx } from '../deploy/nginx/testing/start-nginx.ts'
import { get } from '../deploy/nginx/testing/visit.ts'
import { createPostgresDatabase } from '../server/testing/create-postgres-database.ts'
import { createSelfSignedCertificate } from '../server/testing/self-signed-certificate.ts'
import { findFreePort } from '../server/testing/start-postgres.ts'
import { createFolder } from '../server/testing/start-product.ts'
import { type Block, readBlocks, readCommands } from './testing/read-blocks.ts'

const root = join(import.meta.dirname, '..')
const blocks = readBlocks('docs/deploiement.md')

/** The one block of the guide with this in it. */
function blockWith(text: string): Block {
  const found = blocks.filter(({ code }) => code.includes(text))
  assert.equal(found.length, 1, `blocks with ${text}`)
  return found[0] as Block
}

/** Its commands, as they stand there. */
const typed = (block: Block) => readCommands(block).map(({ text }) => text)

/** Runs a line as a shell does, with `places` put for those of an operator's machine. */
function run(
  line: string,
  {
    cwd = root,
    places = {},
    env = {},
  }: { cwd?: string; places?: Record<string, string>; env?: Record<string, string> },
): string {
  const placed = Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), line)
  return execFileSync('bash', ['-euc', placed], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** A server that says its name to whoever asks. */
async function startNamed(name: string): Promise<{ server: Server; port: number }> {
  const server = createServer((_request, response) => response.end(name))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

describe('the guide, typed on a machine', { timeout: 240_000 }, () => {
  it('makes a .env that is its owner’s', () => {
    using folder = createFolder()
    copyFileSync(join(root, '.env.example'), join(folder.path, '.env.example'))
    for (const command of typed(blockWith('cp .env.example')).filter(text => /^(cp|chmod) /.test(text)))
      run(command, { cwd: folder.path })
    assert.equal(run('stat -c %a .env', { cwd: folder.path }), '600\n')
  })

  it('installs our files for nginx, and moves the old webhook, by the commands of the guide', async () => {
    const [ours, theirs] = [await startNamed('chatbot-v2'), await startNamed('n8n')]
    const folder = createNginxFolder()
    mkdirSync(join(folder, 'conf.d'))
    const [first, http, https] = [await findFreePort(), await findFreePort(), await findFreePort()]
    const idle = `server { listen 127.0.0.1:${first}; return 200; }`
    await using nginx = await startNginx({ folder, port: first, http: `${idle}\ninclude conf.d/*.conf;` })
    try {
      /** What a domain, the root user and the usual ports would give. */
      const settle = () => {
        const certificate = createSelfSignedCertificate()
        for (const [name, pem] of Object.entries(certificate)) writeFileSync(join(folder, `${name}.pem`), pem)
        const file = join(folder, 'conf.d/chatbot-v2.conf')
        let text = readFileSync(file, 'utf8')
        assert.match(text, /server_name ton-domaine;/)
        for (const [from, to] of [
          ['listen 80;', `listen 127.0.0.1:${http};`],
          ['    listen [::]:80;\n', ''],
          ['listen 443 ssl', `listen 127.0.0.1:${https} ssl`],
          ['    listen [::]:443 ssl http2;\n', ''],
          ['/etc/letsencrypt/live/ton-domaine/fullchain.pem', join(folder, 'cert.pem')],
          ['/etc/letsencrypt/live/ton-domaine/privkey.pem', join(folder, 'key.pem')],
          ['127.0.0.1:5678', `127.0.0.1:${theirs.port}`],
          ['/var/cache/chatbot-v2', join(folder, 'cache/widget')],
          ['/var/log/nginx', join(folder, 'logs')],
        ] as const) {
          assert.ok(text.includes(from), from)
          text = text.replaceAll(from, to)
        }
        writeFileSync(file, text)
        writeFileSync(join(folder, 'chatbot-v2/servers.conf'), `server 127.0.0.1:${ours.port} max_fails=0;\n`)
      }
      const type = async (command: string) => {
        if (command === 'sudo nginx -t') nginx.check()
        else if (command === 'sudo nginx -s reload') {
          const old = workersOf(nginx)
          nginx.reload()
          await until(() => old.every(pid => !workersOf(nginx).includes(pid)))
        } else run(command, { places: { 'sudo ': '', '/etc/nginx': folder } })
      }
      for (const command of typed(blockWith('sudo cp -r deploy/nginx')).slice(1)) {
        await type(command)
        if (/sed .*ton-domaine/.test(command)) settle()
      }
      const answer = async (path: string) =>
        (await get(`https://127.0.0.1:${https}${path}`, { method: 'POST' })).text
      assert.equal(await answer('/api/chat'), 'chatbot-v2')
      for (const path of ['/webhook/chat', '/webhook/devis', '/n8n/webhook/devis', '/n8n/'])
        assert.equal(await answer(path), 'n8n', path)
      const moves = typed(blockWith('chatbot_webhook'))
      const apply = moves.filter(text => text.startsWith('sudo nginx'))
      const answers: string[] = []
      for (const command of moves.filter(text => text.startsWith('sudo sed'))) {
        for (const each of [command, ...apply]) await type(each)
        answers.push(await answer('/webhook/chat'))
      }
      // Shared by 10 and by 50 %, it is one of the two; then all of it, then none.
      assert.deepEqual(answers.slice(2), ['chatbot-v2', 'n8n'])
      assert.ok(answers.slice(0, 2).every(name => ['chatbot-v2', 'n8n'].includes(name)))
      assert.match(readFileSync(join(folder, 'chatbot-v2/share.conf'), 'utf8'), /^ {4}50% chatbot_v2;$/m)
    } finally {
      ours.server.close()
      theirs.server.close()
    }
  })

  it('saves every night by the line for cron, and the file is its owner’s', () => {
    using folder = createFolder()
    const copies = join(folder.path, 'copies')
    const env = { DATA_DIR: join(folder.path, 'data') }
    mkdirSync(join(folder.path, 'texts'))
    writeFileSync(join(folder.path, 'texts/a.md'), '# Le tunnel\n\nUne page, une offre.')
    run(`npm run --silent ingest -- ${folder.path}/texts --agent audrey`, { env })
    mkdirSync(copies)
    const old = join(copies, 'chatbot-v2-old.jsonl.gz')
    writeFileSync(old, '')
    const before = new Date(Date.now() - 32 * 86_400_000)
    utimesSync(old, before, before)
    const [, line = ''] = blockWith('0 3 * * *').code.match(/^0 3 \* \* \* (.*)$/m) ?? []
    run(line, { env, places: { '/opt/chatbot-v2/8000': root, '/mnt/copies': copies } })
    const [file = '', ...others] = readdirSync(copies)
    assert.deepEqual([/^chatbot-v2-\d{4}.*\.jsonl\.gz$/.test(file), others], [true, []])
    assert.equal(statSync(join(copies, file)).mode & 0o777, 0o600)
  })

  it('moves to Postgres, and loads documents into it', async () => {
    using folder = createFolder()
    await using store = await createPostgresDatabase({ migrated: false })
    const env = { DATA_DIR: join(folder.path, 'data') }
    for (const name of ['texts', 'gros-dossier']) {
      mkdirSync(join(folder.path, name))
      writeFileSync(join(folder.path, name, `${name}.md`), `# Le tunnel, ${name}\n\nUne page, une offre.`)
    }
    run(`npm run --silent ingest -- ${folder.path}/texts --agent audrey`, { env })
    const [move = ''] = typed(blockWith('npm run move')).filter(text => text.startsWith('npm run move'))
    const places = { 'postgresql://utilisateur:motdepasse@hote:5432/base': store.url }
    assert.match(run(move, { env, places }), /^DATABASE_URL=/m)
    const [load = ''] = readBlocks('docs/base-de-donnees.md')
      .flatMap(typed)
      .filter(text => text.includes('gros-dossier'))
    run(load, { places: { 'postgresql://…': store.url, 'gros-dossier': join(folder.path, 'gros-dossier') } })
    const { rows } = await store.pool.query('select filename from documents order by filename')
    assert.deepEqual(
      rows.map(({ filename }) => filename),
      ['gros-dossier.md', 'texts.md'],
    )
  })
})
