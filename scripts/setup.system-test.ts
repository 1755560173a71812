// The questions on a real terminal: a pseudo-terminal of `script` (util-linux, on every Debian).
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseEnv, stripVTControlCharacters } from 'node:util'
import { createFolder } from '../server/testing/start-product.ts'

/** Runs setup in a folder and types each answer when its prompt is there. Returns the code and the screen. */
async function type(folder: string, answers: readonly string[]) {
  const command = `${process.execPath} --disable-warning=ExperimentalWarning ${join(import.meta.dirname, 'setup.ts')} --no-check`
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const left = [...answers]
  let screen = ''
  let prompt = ''
  child.stdout.on('data', chunk => {
    screen += chunk
    prompt += chunk
    if (!/(> |\) )$/.test(stripVTControlCharacters(prompt)) || left.length === 0) return
    prompt = ''
    child.stdin.write(left.shift() ?? '')
  })
  const [code] = await once(child, 'close')
  return { code, screen }
}

describe('npm run setup on a terminal', () => {
  it('asks, shows no key, and writes what was answered', async () => {
    using folder = createFolder()
    const answers = ['exemple.fr\r', '\r', 'sk-or-v1-typed-and-secret\r', '\r', '\r', '30\r', 'o\r']
    const { code, screen } = await type(folder.path, answers)
    assert.equal(code, 0, screen)
    const file = join(folder.path, '.env')
    const { ALLOWED_ORIGINS, OPENROUTER_API_KEY, MONTHLY_BUDGET_EUR } = parseEnv(readFileSync(file, 'utf8'))
    assert.deepEqual(
      [ALLOWED_ORIGINS, OPENROUTER_API_KEY, MONTHLY_BUDGET_EUR],
      ['https://exemple.fr', 'sk-or-v1-typed-and-secret', '30'],
    )
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.doesNotMatch(screen, /typed-and-secret/)
    for (const number of [1, 2, 3, 4, 5]) assert.match(screen, new RegExp(`${number}/5`))
  })

  it('writes nothing after a no, nor after Ctrl-C', async () => {
    using folder = createFolder()
    const no = await type(folder.path, ['a.fr\r', '\r', '\r', '\r', '\r', 'n\r'])
    assert.deepEqual([no.code, existsSync(join(folder.path, '.env'))], [1, false])
    const stopped = await type(folder.path, ['a.fr\r', '\x03'])
    assert.deepEqual([stopped.code, existsSync(join(folder.path, '.env'))], [130, false], stopped.screen)
  })
})
