import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { toBeginTurn, toFinishTurn } from '../server/database/contract-suite/database-under-contract.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { beginTurn } from '../server/operations/begin-turn.ts'
import { finishTurn } from '../server/operations/finish-turn.ts'
import { createFolder } from '../server/testing/start-product.ts'

/** Runs the command as npm does, without a terminal. */
async function run(folder: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'visitor.ts'), ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', part => {
    output.stdout += part
  })
  child.stderr.on('data', part => {
    output.stderr += part
  })
  await once(child, 'close')
  return { code: child.exitCode, ...output }
}

describe('npm run visitor', () => {
  it('exports and erases a visitor beside a running server, and says what it did', async () => {
    using folder = createFolder()
    const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder.path, 'data') })
    try {
      const turn = toBeginTurn({ userId: 'zoe', content: 'Ma question' })
      await beginTurn(database, turn)
      await finishTurn(database, toFinishTurn(turn))

      const exported = await run(folder.path, 'export', '--user-id', 'zoe', '--to', 'zoe.json')
      assert.equal(
        exported.stdout,
        `Exporté : 1 fiche, 1 conversation, 2 messages · ${join(folder.path, 'zoe.json')}\n`,
      )
      assert.equal(statSync(join(folder.path, 'zoe.json')).mode & 0o777, 0o600)
      const { conversations } = JSON.parse(readFileSync(join(folder.path, 'zoe.json'), 'utf8'))
      assert.equal(conversations[0].messages[0].content, 'Ma question')

      const unsure = await run(folder.path, 'erase', '--user-id', 'zoe')
      assert.deepEqual([unsure.code, unsure.stdout], [2, ''])
      assert.match(unsure.stderr, /--yes/)

      const erased = await run(folder.path, 'erase', '--user-id', 'zoe', '--yes')
      assert.match(
        erased.stdout,
        /^Effacé : 1 fiche, 1 conversation, 2 messages de « zoe » ; vérifié, il ne reste rien\..*\nLes sauvegardes/,
      )
      assert.equal(erased.code, 0)
      const nothing = await run(folder.path, 'export', '--user-id', 'zoe')
      assert.deepEqual(
        [nothing.code, nothing.stdout, nothing.stderr],
        [1, '', 'Rien n’est enregistré pour « zoe ».\n'],
      )
      const list = await run(folder.path, 'erasures')
      assert.equal(JSON.parse(list.stdout).erasures.length, 1)
    } finally {
      await database.close()
    }
  })

  it('says what is wrong with its words', async () => {
    using folder = createFolder()
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await run(folder.path, ...args)
      return [code, stderr.split('\n')[0]]
    }
    assert.deepEqual(await wrong(), [2, 'Que faire ? export, erase ou erasures.'])
    assert.deepEqual(await wrong('erase'), [2, 'Il manque --user-id <id>.'])
    assert.deepEqual(await wrong('export', 'zoe'), [2, 'Mot en trop : zoe'])
    assert.deepEqual(await wrong('export', '--user', 'zoe'), [2, 'Option inconnue ou mal donnée : --user'])
  })
})
