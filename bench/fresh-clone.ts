// From `git clone` to the first answer: how long a newcomer waits, with an empty npm cache, then with a full one,
// then at the second start; and what 100 turns leave in memory.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ask } from '../server/testing/chat-client.ts'
import { createFolder } from '../server/testing/start-product.ts'

const root = join(import.meta.dirname, '..')

/** Clones and starts three times, and prints a Markdown table. */
export async function run(): Promise<void> {
  using folder = createFolder()
  const cache = join(folder.path, 'npm-cache')
  const rows: string[] = []
  for (const name of ['npm cache empty', 'npm cache full']) {
    const clone = join(folder.path, name.replaceAll(' ', '-'))
    execFileSync('git', ['clone', '--quiet', root, clone])
    rows.push(await measure(name, clone, cache))
    rows.push(await measure(`${name}, second start`, clone, cache))
  }
  console.log('| `npm start` | listens after, s | first answer after, s | resident after 100 turns, MB |')
  console.log('| --- | --- | --- | --- |')
  console.log(rows.join('\n'))
}

async function measure(name: string, clone: string, cache: string): Promise<string> {
  const started = performance.now()
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1)
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, API_PORT: '0', API_HOST: '127.0.0.1', npm_config_cache: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', line => {
        const address = /"address":"([^"]+)"/.exec(line)?.[1]
        if (address !== undefined) resolve(address)
      })
      child.once('exit', code => reject(new Error(`npm start ended with ${code}`)))
    })
    const listens = seconds()
    await ask(url, { user_id: 'u', conversation_id: 'first', message: 'Comment créer une page de capture ?' })
    const answers = seconds()
    for (let turn = 1; turn < 100; turn++) {
      await ask(url, {
        user_id: 'u',
        conversation_id: `c${turn}`,
        message: 'Combien de temps pour un réel ?',
      })
    }
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const resident = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6
    return `| ${name} | ${listens} | ${answers} | ${resident.toFixed(0)} |`
  } finally {
    // To the whole group, as a terminal's Ctrl-C.
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGINT')
      await once(child, 'exit')
    }
  }
}
