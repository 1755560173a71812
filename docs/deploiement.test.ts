// The pages that tell an operator what to type: every block and command of theirs is run by a test or says why it is not,
// and those that need nothing but Node are run here, word for word as they are printed.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { parseConfig } from '../server/config.ts'
import { createEmbeddedDatabase } from '../server/database/embedded.ts'
import { readPrices } from '../server/providers/prices/read-prices.ts'
import { readMigratedSnapshot } from '../server/testing/database-snapshot.ts'
import { runScript } from '../server/testing/run-script.ts'
import { createFolder, type RunningProduct, startProduct } from '../server/testing/start-product.ts'
import { shownBy } from './shown-by.ts'
import { readBlocks, readCommands, readInlineCommands, readPage } from './testing/read-blocks.ts'
import { runCurl } from './testing/run-curl.ts'

const root = join(import.meta.dirname, '..')
const guide = 'docs/deploiement.md'
const pages = [guide, 'docs/exploitation.md', 'docs/base-de-donnees.md', 'docs/deployment.md', 'README.md']
const blocks = pages.flatMap(readBlocks)
const commands = [...blocks.flatMap(readCommands), ...pages.flatMap(readInlineCommands)]
const blocksOf = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language))
const at = ({ page, line }: { page: string; line: number }) => `${page}:${line}`
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('the commands of the pages', () => {
  it('are run by a test that exists, or say why they are not', () => {
    for (const command of commands) {
      const shown = shownBy[command.text]
      assert.ok(shown, `${at(command)}: ${command.text} is in no line of docs/shown-by.ts`)
      if ('test' in shown)
        assert.ok(read(shown.test).includes(shown.name), `${shown.test} has no test “${shown.name}”`)
    }
  })

  it('are marked where the guide, in French or English, has them typed and nobody has run them, and only there', () => {
    const isUntried = ({ text }: { text: string }) => 'notHere' in (shownBy[text] ?? {})
    const guides = [guide, 'docs/deployment.md']
    const typed = blocks.filter(({ page }) => guides.includes(page)).flatMap(readCommands)
    for (const command of typed) {
      const chain = typed.filter(each => at(each) === at(command))
      assert.equal(command.isMarked, chain.some(isUntried), `${at(command)}: ${command.text}`)
    }
    for (const command of guides.flatMap(readInlineCommands).filter(isUntried))
      assert.ok(command.isMarked, `${at(command)}: ${command.text}`)
  })

  it('have no entry that no page uses any more', () => {
    const used = new Set(commands.map(({ text }) => text))
    assert.deepEqual(
      Object.keys(shownBy).filter(text => !used.has(text)),
      [],
    )
  })

  it('are of languages that something looks at', () => {
    const known = new Set('sh bash cron ini sql json html dockerfile'.split(' '))
    for (const block of blocks) assert.ok(known.has(block.language), `${at(block)}: ${block.language}`)
  })
})

describe('what else the pages print', () => {
  it('is configuration that the server takes, or that compose reads', () => {
    const compose = read('docker-compose.yml').split('\nname:')[0] ?? ''
    for (const block of blocksOf('ini')) {
      const values = parseEnv(block.code)
      assert.ok(Object.keys(values).length > 0, at(block))
      for (const name of Object.keys(values))
        assert.ok(
          new RegExp(`^${name}=`, 'm').test(read('.env.example')) || compose.includes(`${name}=`),
          `${at(block)}: ${name}`,
        )
      // A key in print ends in `…`; one that is none is refused, with these words.
      const filled = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, String(value).replace('…', 'abcdefghijklmnop')]),
      )
      assert.doesNotThrow(() => parseConfig(filled), at(block))
    }
  })

  it('is SQL that runs, and finds no table without row-level security', async () => {
    const database = createEmbeddedDatabase({ snapshot: await readMigratedSnapshot() })
    for (const block of blocksOf('sql')) {
      for (const statement of block.code.split(/;\s*$/m).filter(text => text.trim() !== '')) {
        const rows = await database.query(statement)
        if (statement.includes('relrowsecurity')) assert.deepEqual(rows, [], at(block))
      }
    }
    await database.close()
  })

  it('is a price table, a script tag and an image as other tests have them', () => {
    using folder = createFolder()
    for (const block of blocksOf('json')) {
      writeFileSync(join(folder.path, 'prices.json'), block.code)
      assert.ok(readPrices(join(folder.path, 'prices.json')).asOf, at(block))
    }
    for (const block of blocksOf('html'))
      assert.equal(block.code, '<script src="https://chat.exemple.fr/widget.js" defer></script>\n', at(block))
    for (const block of blocksOf('dockerfile')) {
      const run = block.code.match(/^RUN (.*)$/m)?.[1]
      assert.ok(run && read('deploy/docker/image.system-test.ts').includes(run), at(block))
    }
  })

  it('is what the program says, in troubleshooting', () => {
    const sources = ['scripts/doctor', 'server', 'server/database', 'server/agents', 'server/providers']
      .flatMap(folder => readdirSync(join(root, folder)).map(name => join(folder, name)))
      .filter(path => /(?<!test)\.ts$/.test(path))
      .map(read)
      .join('\n')
    const section =
      readPage(guide)
        .split(/^## /m)
        .find(text => text.startsWith('15. ')) ?? ''
    const said = section
      .split('\n')
      .filter(line => /^\| [^-]/.test(line))
      .flatMap(line => [...(line.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)])
      .map(([, text = '']) => text)
    assert.ok(said.length > 20)
    for (const text of said)
      for (const part of text.split('…').map(each => each.trim()))
        assert.ok(part.length < 4 || sources.includes(part), `no source says “${part}” of “${text}”`)
  })

  it('leads to pages and headings that are there', () => {
    for (const page of pages) {
      for (const [, target = ''] of readPage(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue
        const [path = '', heading] = target.split('#')
        const file = path === '' ? page : join(dirname(page), path)
        assert.ok(existsSync(join(root, file)), `${page} leads to ${target}`)
        if (heading !== undefined)
          assert.ok(headingsOf(file).includes(heading), `${page} leads to ${target}, of ${headingsOf(file)}`)
      }
    }
  })

  it('is money that the price table gives', () => {
    const { prices } = readPrices()
    const [budget, euros, prompt, later, completion] = [105, 0.9, 1468, 800, 250]
    const rows = [
      ...readPage(guide).matchAll(
        /^\| `([a-z]+\/[^`]+)`(.*?) \| ([\d,]+) ct \| ([\d,]+) ct \| ([\d ]+) \|$/gm,
      ),
    ]
    assert.equal(rows.length, 4)
    const search = prices['rerank-v3.5']?.search ?? 0
    for (const [, model = '', how = '', first = '', next = '', answers = ''] of rows) {
      const price = prices[model]
      assert.ok(price, model)
      const cents = (tokens: number) =>
        ((tokens * (price.prompt ?? 0) + completion * (price.completion ?? 0)) / 1e6 +
          (how.includes('avec Cohere') ? search : 0)) *
        euros *
        100
      const written = (value: number) => value.toFixed(2).replace('.', ',')
      assert.deepEqual([first, next], [written(cents(prompt)), written(cents(prompt + later))], model)
      const count = Math.floor((budget * 100) / cents(prompt + later) / 100) * 100
      assert.equal(Number(answers.replaceAll(' ', '')), count, model)
    }
    assert.match(readPage('docs/speed.md'), /\| prompt tokens \| 1,468 \|/)
  })
})

/** The anchors of a page's headings, as the hosts of repositories make them. */
function headingsOf(page: string): string[] {
  return readPage(page)
    .split('\n')
    .flatMap(line => line.match(/^#+ (.*)$/)?.[1] ?? [])
    .map(text =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    )
}

describe('the product, driven by the guide', () => {
  const ran = new Set<string>()
  const folder = createFolder()
  const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts
  const path = (name: string) => join(folder.path, name)
  let product: RunningProduct

  /** Runs a command of the pages in the folder, with its places replaced by places of the test. */
  function npm(command: string, places: Record<string, string> = {}, env: Record<string, string> = {}) {
    ran.add(command)
    assert.ok(shownBy[command], command)
    const placed = Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), command)
    const [, name = '', typed = ''] = placed.match(/npm run ([\w-]+)(?: -- (.*))?$/) ?? []
    const script = scripts[name]?.match(/scripts\/(\S+\.ts)$/)?.[1]
    assert.ok(script, command)
    return runScript(folder.path, script, typed.split(' ').filter(Boolean), env)
  }

  before(async () => {
    for (const owner of ['audrey', 'carole', 'agence']) {
      mkdirSync(path(`documents/${owner}`), { recursive: true })
      writeFileSync(
        path(`documents/${owner}/a.md`),
        `# Une séquence de bienvenue (${owner})\n\nUne séquence de bienvenue compte cinq mails, sur dix jours.`,
      )
    }
  })
  after(async () => {
    await product?.stop('SIGKILL')
    folder[Symbol.dispose]()
  })

  it('sets itself up without a terminal', async () => {
    using other = createFolder()
    const command = 'npm run setup -- --site https://exemple.fr --budget 50 --yes'
    ran.add(command)
    const { code, stderr } = await runScript(
      other.path,
      'setup.ts',
      command.split(' -- ')[1]?.split(' ') ?? [],
    )
    assert.deepEqual([code, stderr], [0, ''])
    const values = parseEnv(readFileSync(join(other.path, '.env'), 'utf8'))
    assert.deepEqual([values.ALLOWED_ORIGINS, values.MONTHLY_BUDGET_EUR], ['https://exemple.fr', '50'])
  })

  it('loads documents, and lists them', async () => {
    for (const owner of [
      'audrey --agent audrey --tags tunnel,email',
      'carole --agent carole',
      'agence --agent shared',
    ]) {
      const { code, stdout, stderr } = await npm(`npm run ingest -- documents/${owner}`)
      assert.equal(code, 0, stderr)
      assert.match(stdout, /1 nouveau/)
    }
    const { stdout } = await npm('npm run documents')
    for (const owner of ['audrey', 'carole', 'shared']) assert.match(stdout, new RegExp(owner))
  })

  it('answers what the guide asks it with curl', async () => {
    product = await startProduct(path('data'))
    const typed = [...new Set(commands.map(({ text }) => text))].filter(text =>
      /^curl .*http:\/\/localhost:8000\/(?!health$)|^curl http/.test(text),
    )
    const ours = typed.filter(text => text.includes('localhost:8000') && !text.includes(' -f '))
    assert.ok(ours.length >= 4)
    for (const command of ours) {
      ran.add(command)
      const response = await runCurl(command, product.url)
      const text = await response.text()
      assert.equal(response.status, 200, `${command}: ${text}`)
      if (command.includes('/health')) assert.equal(JSON.parse(text).status, 'healthy')
      else if (command.includes('/metrics')) assert.match(text, /^# TYPE /m)
      else if (command.includes('event-stream')) assert.match(text, /^event: done$/m)
      else assert.ok(JSON.parse(text).message.length > 0)
    }
  })

  it('is examined by the doctor', async () => {
    const { port } = new URL(product.url)
    const { stdout, stderr } = await npm('npm run doctor', {}, { API_HOST: '127.0.0.1', API_PORT: port })
    assert.equal(stderr, '')
    assert.match(stdout, new RegExp(`✓ chatbot-v2 \\S+ répond \\(port ${port}\\)`))
    assert.match(stdout, /✓ 3 documents : /)
  })

  it('says what a month has cost', async () => {
    for (const words of ['', ' -- --month 2026-10', ' -- --json']) {
      const { code, stdout, stderr } = await npm(`npm run costs${words}`)
      assert.equal(code, 0, stderr)
      assert.notEqual(stdout, '')
    }
  })

  it('saves and restores, and knows whom it has erased', async () => {
    const places = {
      '/mnt/copies': path('copies'),
      '<id>': 'test',
    }
    const run = async (
      command: string,
      more: Record<string, string> = {},
      env: Record<string, string> = {},
    ) => {
      const { code, stdout, stderr } = await npm(command, { ...places, ...more }, env)
      assert.equal(code, 0, `${command}: ${stderr}`)
      return stdout
    }
    await run('npm run backup -- --to /mnt/copies/chat.gz')
    await run('npm run visitor -- export --user-id <id> --to visiteuse.json')
    assert.match(readFileSync(path('visiteuse.json'), 'utf8'), /"Hello"/)
    const { code } = await runScript(folder.path, 'visitor.ts', ['erase', '--user-id', 'test', '--yes'])
    assert.equal(code, 0)
    await run('npm run visitor -- erasures --to effacements.json')
    await product.stop()
    // Two folders, each restored into by a command of its own.
    const fresh = (name: string) => ({ DATA_DIR: path(name) })
    const exported = async (data: string) =>
      (await runScript(folder.path, 'visitor.ts', ['export', '--user-id', 'test'], fresh(data))).stdout
    const tryOut = async () => {
      await run('DATA_DIR=/tmp/essai npm run restore -- --from /mnt/copies/chat.gz', {}, fresh('essai'))
      assert.match(await exported('essai'), /"Hello"/)
    }
    const forget = async () => {
      const command = 'npm run restore -- --from ancienne.gz --erasures effacements.json'
      assert.match(await run(command, { 'ancienne.gz': path('copies/chat.gz') }, fresh('older')), /Restauré/)
      assert.doesNotMatch(await exported('older'), /"Hello"/)
    }
    await Promise.all([tryOut(), forget()])
  })

  it('has run every command that is said to be run here', () => {
    const promised = commands.filter(({ text }) => {
      const shown = shownBy[text]
      return shown !== undefined && 'test' in shown && shown.test === guide.replace('.md', '.test.ts')
    })
    const others = promised.map(({ text }) => text).filter(text => !ran.has(text) && !sameAs[text])
    assert.deepEqual([...new Set(others)], [])
  })
})

/** Commands of the pages that another, run above, is an example of. */
const sameAs: Record<string, string> = {
  'npm run restore -- --from backups/chatbot-v2-2026-01-31T03-00-00.jsonl.gz':
    'DATA_DIR=/tmp/essai npm run restore -- --from /mnt/copies/chat.gz',
  'npm test': 'this',
  'npm run ingest': 'npm run ingest -- documents/carole --agent carole',
  'npm run ingest -- mon-dossier --agent audrey': 'npm run ingest -- documents/carole --agent carole',
  'npm run ingest -- folder --agent nadia': 'npm run ingest -- documents/carole --agent carole',
  'npm run ingest -- my-folder --agent audrey': 'npm run ingest -- documents/carole --agent carole',
}
