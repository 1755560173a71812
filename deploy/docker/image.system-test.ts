// The image, built and run for real by podman (installed here when it is missing: root on Debian). Docker's own engine,
// and the official base image's bytes, are what this cannot show; stand-in-base.sh says what stands in for the latter.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, cpSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { buildDocx, wordParagraph } from '../../server/testing/build-docx.ts'
import { buildPdf } from '../../server/testing/build-pdf.ts'
import { ask, readMessages } from '../../server/testing/chat-client.ts'
import { textChunk, toEvent } from '../../server/testing/fake-providers/completion-events.ts'
import { holdAnswer } from '../../server/testing/fake-providers/hold-answer.ts'
import { startFakeProviders } from '../../server/testing/fake-providers/start-fake-providers.ts'
import { observeTurn } from '../../server/testing/observe-turn.ts'
import { createFolder } from '../../server/testing/start-product.ts'
import { type BuiltImage, buildImage, buildOptions, decoy } from './testing/build-image.ts'
import { createPodman } from './testing/podman.ts'
import { confined, type RunningContainer, startContainer } from './testing/start-container.ts'

const root = join(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const podman = createPodman()
const tag = 'localhost/chatbot-v2:system-test'
const turn = {
  user_id: 'user-1',
  conversation_id: 'conv-1',
  message_id: 'm-1',
  message: 'Combien de mails dans une séquence de bienvenue ?',
}
const kept = `chatbot-v2-test-${process.pid}`
const volume = (name: string) => `--volume=${name}:/app/data`
let built: BuiltImage

before(async () => {
  built = await buildImage(podman, tag)
})
after(async () => {
  await podman.try('volume', 'rm', '--force', kept)
  await podman.try('image', 'rm', `${tag}-with-package`)
  podman[Symbol.dispose]()
})

describe('the image', () => {
  it('adds less than 55 MB to the official base of 240 MB, so that both stay under 300', async t => {
    const sizeOf = async (image: string) =>
      Number(await podman.do('image', 'inspect', '--format={{.Size}}', image))
    const [whole, base] = await Promise.all([sizeOf(tag), sizeOf(built.base)])
    const layers = await podman.do('history', '--format={{.Size}}\t{{.CreatedBy}}', tag)
    t.diagnostic(
      `built in ${built.seconds.toFixed(0)} s; ours ${toMegabytes(whole - base)}, stand-in base ${toMegabytes(base)}`,
    )
    for (const layer of layers.split('\n').filter(line => !/^0 B/.test(line))) t.diagnostic(layer)
    assert.ok(whole - base < 55_000_000, toMegabytes(whole - base))
    assert.ok(whole - base > 20_000_000, 'no layer of ours was measured')
  })

  it('says what it is', async () => {
    const labels = JSON.parse(await podman.do('image', 'inspect', '--format={{json .Labels}}', tag))
    const prefix = 'org.opencontainers.image'
    assert.equal(labels[`${prefix}.version`], version)
    assert.equal(labels[`${prefix}.revision`], '0123456789abcdef')
    assert.equal(labels[`${prefix}.licenses`], 'MIT')
    assert.equal(labels[`${prefix}.base.name`], built.base)
  })

  it('holds no key, no data, no history, no test, and no package that only a build needs', async () => {
    const search = `grep -rl ${decoy} /app /home /root /tmp; find /app -path '*/node_modules/*' -prune -o \\( -name '.env*' ! -name .env.example -o -name '*[.-]test.ts' -o -name testing -o -path '/app/.git*' \\) -print
      for name in vite typescript @biomejs preact playwright-core sharp; do ls -d /app/node_modules/$name; done 2>/dev/null; true`
    const found = await podman.do(
      'run',
      '--rm',
      '--network=none',
      '--user=0',
      '--entrypoint=sh',
      tag,
      '-c',
      search,
    )
    assert.equal(found, '')
    const kept = await podman.do(
      'run',
      '--rm',
      '--network=none',
      '--entrypoint=ls',
      tag,
      'node_modules/fastify',
    )
    assert.match(kept, /LICENSE/)
  })

  it('lists what it is made of, for an auditor', async () => {
    const command = 'npm sbom --package-lock-only --omit dev --omit optional --sbom-format cyclonedx'
    const printed = await podman.do(
      'run',
      '--rm',
      '--network=none',
      '--read-only',
      '--tmpfs=/tmp',
      tag,
      ...command.split(' '),
    )
    const names = (JSON.parse(printed) as { components: { name: string }[] }).components.map(
      ({ name }) => name,
    )
    assert.ok(names.length > 100 && names.includes('fastify') && names.includes('pino'))
    assert.ok(!names.includes('vite') && !names.includes('typescript'))
    // npm lists its own packages only.
    const packages = await podman.do(
      'run',
      '--rm',
      '--network=none',
      '--read-only',
      tag,
      'dpkg-query',
      '--show',
    )
    assert.match(packages, /^libc6:?\w*\t\d/m)
  })
})

describe('an image made from ours', () => {
  it('has the package that an operator adds, and is no larger for it than that', async () => {
    using folder = createFolder()
    const install = 'npm install --no-save --omit=dev --omit=optional @ai-sdk/mistral'
    writeFileSync(join(folder.path, 'Dockerfile'), `FROM ${tag}\nUSER root\nRUN ${install}\nUSER 1000:1000\n`)
    await podman.do('build', ...buildOptions, `--tag=${tag}-with-package`, folder.path)
    const look =
      "await import('@ai-sdk/mistral'); console.log(process.getuid(), fs.readdirSync('node_modules').includes('typescript'))"
    const command = ['node', '--input-type=module', '--eval', `import fs from 'node:fs'; ${look}`]
    const printed = await podman.do(
      'run',
      '--rm',
      '--network=none',
      '--read-only',
      `${tag}-with-package`,
      ...command,
    )
    assert.equal(printed, '1000 false')
  })
})

describe('a command in a container of its own', () => {
  it('loads an operator’s documents of every kind, as strictly confined as the server', async () => {
    using folder = createFolder()
    chmodSync(folder.path, 0o755)
    writeFileSync(join(folder.path, 'a.md'), '# Horaires\n\nLa permanence du mardi ouvre à neuf heures.\n')
    writeFileSync(
      join(folder.path, 'b.html'),
      '<h1>Adresse</h1><p>Notre bureau est au deuxième étage, à droite.</p>',
    )
    writeFileSync(
      join(folder.path, 'c.pdf'),
      buildPdf([[{ text: 'The office opens at nine for you.', y: 700 }]]),
    )
    writeFileSync(
      join(folder.path, 'd.docx'),
      buildDocx(wordParagraph('Chaque facture se règle sous trente jours, par virement.')),
    )
    const mounts = ['--volume=/app/data', `--volume=${folder.path}:/app/documents:ro`]
    const command = ['npm', 'run', 'ingest', '--', 'documents', '--agent', 'audrey']
    const printed = await podman.do('run', '--rm', '--network=none', ...confined, ...mounts, tag, ...command)
    for (const name of ['a.md', 'b.html', 'c.pdf', 'd.docx'])
      assert.match(printed, new RegExp(`✓ .*documents/${name}`))
    assert.match(printed, /4 nouveaux/)
  })
})

describe('an installation without Node', () => {
  const setUp = (folder: string, ...args: string[]) => [
    ...['run', '--rm', '--network=none', ...confined, '--user=0:0'],
    ...[`--volume=${folder}:/reglages`, '--workdir=/reglages', tag, 'node', '/app/scripts/setup.ts', ...args],
  ]

  it('sets itself up by the image, into the .env of the folder it is started in', async () => {
    using folder = createFolder()
    await podman.do(...setUp(folder.path, '--site', 'https://exemple.fr', '--yes'))
    const file = join(folder.path, '.env')
    assert.match(readFileSync(file, 'utf8'), /^ALLOWED_ORIGINS=https:\/\/exemple\.fr$/m)
    assert.match(readFileSync(file, 'utf8'), /^# /m)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    await podman.do(...setUp(folder.path, '--budget', '50', '--yes'))
    assert.match(
      readFileSync(file, 'utf8'),
      /^ALLOWED_ORIGINS=https:\/\/exemple\.fr$[\s\S]*^MONTHLY_BUDGET_EUR=50$/m,
    )
  })
})

describe('a pod without DATABASE_URL', () => {
  it('ends at once, and says what it is missing', async () => {
    const pod = [
      '--network=none',
      ...confined,
      '--env=KUBERNETES_SERVICE_HOST=10.0.0.1',
      '--env=DATABASE_URL=',
    ]
    const { code, stdout, stderr } = await podman.try('run', '--rm', ...pod, tag)
    assert.notEqual(code, 0)
    assert.match(stdout + stderr, /Kubernetes efface ce disque[^"]*DATABASE_URL/)
  })
})

describe('a container', () => {
  let container: RunningContainer
  before(async () => {
    container = await startContainer(podman, tag, { args: [volume(kept)] })
  })
  after(() => container[Symbol.asyncDispose]())

  it('answers a question and serves the widget, as nobody’s root, with nothing to write but its data', async () => {
    const reply = await ask(container.url, turn)
    assert.equal(reply.agent, 'audrey')
    assert.ok(reply.sources.length >= 1)
    assert.equal((await fetch(`${container.url}/widget.js`)).status, 200)
    const { stdout } = await container.exec(
      'sh',
      '-c',
      'id -u; touch /app/x || touch /home/node/x; touch data/x && echo data',
    )
    assert.equal(stdout, '1000\ndata\n')
    const { stdout: status } = await container.exec('cat', '/proc/1/status')
    for (const [field, value] of [
      ['CapEff', '0{16}'],
      ['CapBnd', '0{16}'],
      ['NoNewPrivs', '1'],
    ])
      assert.match(status, new RegExp(`^${field}:\\s+${value}$`, 'm'))
  })

  it('is healthy by its own check, and by the check of compose files written for v2', async () => {
    assert.equal((await podman.try('healthcheck', 'run', container.name)).code, 0)
    const curl = await container.exec('curl', '-f', 'http://localhost:8000/health')
    assert.equal(curl.code, 0)
    assert.equal(JSON.parse(curl.stdout).version, version)
    assert.equal((await container.exec('curl', '-f', 'http://localhost:8000/nothing')).code, 22)
    assert.equal((await container.exec('curl', '-f', 'http://localhost:8001/health')).code, 7)
    assert.equal((await container.exec('curl', 'https://example.org')).code, 2)
  })

  it('is not healthy while the server hangs, and says so itself before it is killed for it', async () => {
    // No pattern names a process here: all of them but PID 1 and the shell's own, which a signal to -1 spares.
    assert.equal((await container.exec('sh', '-c', 'kill -STOP -1')).code, 0)
    // By its own limit of 4.5 s: at five, it would be killed without a word.
    const { code } = await container.exec('node', 'deploy/docker/check-health.ts')
    await container.exec('sh', '-c', 'kill -CONT -1')
    assert.equal(code, 28)
    assert.equal((await podman.try('healthcheck', 'run', container.name)).code, 0)
  })

  it('leaves no zombie of an orphan', async () => {
    const { stdout } = await container.exec('sh', '-c', 'sleep 0.1 & echo $!')
    const orphan = stdout.trim()
    const isThere = async () => (await container.exec('test', '-e', `/proc/${orphan}`)).code === 0
    for (const began = performance.now(); await isThere(); await delay(50))
      assert.ok(performance.now() - began < 5000, `process ${orphan} was never reaped`)
  })

  it('backs itself up while it runs', async () => {
    const { code, stdout, stderr } = await container.exec('npm', 'run', 'backup', '--', '--to', 'data/')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /Sauvegardé et vérifié/)
  })

  it('is examined by the doctor while it runs', async () => {
    const { code, stdout, stderr } = await container.exec('npm', 'run', 'doctor')
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /✓/)
    assert.doesNotMatch(stdout, /✗/)
  })

  it('ends with 0 at SIGTERM; the next one on its volume has the conversation, and the team mounted over ours', async () => {
    assert.equal(await container.stop(), 0)
    using folder = createFolder()
    cpSync(join(root, 'agents'), folder.path, { recursive: true })
    chmodSync(folder.path, 0o755)
    const file = join(folder.path, 'team.md')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^name: .*$/m, 'name: L’Atelier des Essais'))
    const args = [volume(kept), `--volume=${folder.path}:/app/agents:ro`]
    await using next = await startContainer(podman, tag, { args })
    const messages = await readMessages(next.url, 'conv-1', 'user-1')
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant'],
    )
    const config = await (await fetch(`${next.url}/api/widget/config?language=fr`)).text()
    assert.match(config, /L’Atelier des Essais/)
  })

  it('ends a turn that is being written when SIGTERM comes, on the port of PORT, then exits with 0', async () => {
    await using fakes = await startFakeProviders()
    const port = await findFreePort()
    const env = { ...fakes.environment, PORT: String(port), API_PORT: '8000', API_HOST: '127.0.0.1' }
    await using container = await startContainer(podman, tag, {
      network: 'host',
      port,
      env,
      args: ['--volume=/app/data'],
    })
    assert.equal((await podman.try('healthcheck', 'run', container.name)).code, 0)

    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const observed = observeTurn(container.url, turn, { stream: true })
    await held.opened
    const head = { id: 'gen-held', model: 'anthropic/claude-3.5-sonnet' }
    await held.write(toEvent(textChunk(head, 'Cinq emails')))
    await observed.reads('delta')
    const stopped = container.stop('TERM')
    // By now it refuses new turns: the door is closed, and this one goes on.
    while ((await fetch(`${container.url}/ready`).catch(() => null)) !== null) await delay(100)
    await held.write(
      toEvent(textChunk(head, ' suffisent.')) + toEvent(textChunk(head, '', 'stop')) + toEvent('[DONE]'),
    )
    await held.end()
    assert.equal((await observed.ended).reply?.message, 'Cinq emails suffisent.')
    assert.equal(await stopped, 0)
  })
})

const toMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
