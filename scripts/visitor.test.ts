import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openEmbeddedSession } from '../server/database/backup/embedded-session.ts'
import { toBeginTurn, toFinishTurn } from '../server/database/contract-suite/database-under-contract.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { beginTurn } from '../server/operations/begin-turn.ts'
import { finishTurn } from '../server/operations/finish-turn.ts'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { runScript } from '../server/testing/run-script.ts'
import { createFolder } from '../server/testing/start-product.ts'

const run = (folder: string, ...args: string[]) => runScript(folder, 'visitor.ts', args)

describe('npm run visitor', () => {
  it('exports and erases a visitor beside a running server, and says what it did', async () => {
    using folder = await createDatabaseFolder()
    const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder.path, 'data') })
    try {
      const turn = toBeginTurn({ userId: 'zoe', content: 'Ma question' })
      await beginTurn(database, turn)
      await finishTurn(database, toFinishTurn(turn))

      const found = await run(folder.path, 'find', 'ma QUESTION')
      assert.match(
        found.stdout,
        /^zoe\n(?: {2}.* UTC · (?:elle|réponse) : .*Ma question.*\n)+$/,
        found.stderr,
      )
      const nowhere = await run(folder.path, 'find', 'jamais dit')
      assert.deepEqual([nowhere.code, nowhere.stderr], [1, 'Aucun message ne dit « jamais dit ».\n'])

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
      const nobody = await run(folder.path, 'erase', '--user-id', 'nobody', '--yes')
      assert.equal(nobody.code, 0)
      assert.match(nobody.stdout, /^Rien n’était enregistré pour « nobody »\. L’effacement est noté/)
      const list = await run(folder.path, 'erasures')
      assert.equal(JSON.parse(list.stdout).erasures.length, 2)
    } finally {
      await database.close()
    }
  })

  it('also erases what a conversion set aside, and says so', async () => {
    using folder = await createDatabaseFolder()
    const session = openEmbeddedSession(join(folder.path, 'data/database'))
    await session.script(`create table unconverted_rows (source_table text, source_id text, "row" jsonb);
      insert into unconverted_rows values ('conversations', 'c', '{"user_id": "léa"}'), ('users', 'zoe', '{}')`)
    await session.close()

    const erased = await run(folder.path, 'erase', '--user-id', 'léa', '--yes')
    assert.match(
      erased.stdout,
      /^Effacé : 0 fiche, 0 conversation, 0 message, 1 ligne non convertie de « léa » ; vérifié, il ne reste rien\./,
    )
    assert.equal((await run(folder.path, 'export', '--user-id', 'léa')).code, 1)
    assert.equal(
      JSON.parse((await run(folder.path, 'export', '--user-id', 'zoe')).stdout).unconverted_rows.length,
      1,
    )
  })

  it('says what is wrong with its words', async () => {
    using folder = createFolder()
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await run(folder.path, ...args)
      return [code, stderr.split('\n')[0]]
    }
    assert.deepEqual(await wrong(), [2, 'Que faire ? find, export, erase ou erasures.'])
    assert.deepEqual(await wrong('erase'), [2, 'Il manque --user-id <id>.'])
    assert.equal((await wrong('find'))[0], 2)
    assert.deepEqual(await wrong('export', 'zoe'), [2, 'Mot en trop : zoe'])
    assert.deepEqual(await wrong('export', '--user', 'zoe'), [2, 'Option inconnue ou mal donnée : --user'])
  })
})
