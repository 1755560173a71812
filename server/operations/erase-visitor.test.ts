import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Database } from '../ports/database.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../testing/open-test-turns.ts'
import { createFolder } from '../testing/start-product.ts'
import { writeTeamWithNadia } from '../testing/write-agents.ts'
import { countVisitor } from './count-visitor.ts'
import { eraseVisitor } from './erase-visitor.ts'

describe('eraseVisitor', () => {
  it('while their question is being answered ends the turn, which leaves nothing', async () => {
    using folder = createFolder()
    mkdirSync(join(folder.path, 'agents'))
    mkdirSync(join(folder.path, 'audrey'))
    writeTeamWithNadia(join(folder.path, 'agents'))
    writeFileSync(
      join(folder.path, 'audrey/document.md'),
      '# Paniers\n\nUn panier abandonné se relance une heure après.',
    )
    const embedded = await openTestDatabase()
    try {
      // The erasure comes in the last moment of the turn: when its answer is about to be stored.
      let erasing = false
      const database: Database = {
        async call(name, args) {
          if (name === 'finish_turn' && erasing) await eraseVisitor(embedded, { userId: 'user' })
          return embedded.call(name, args)
        },
        close: embedded.close,
      }
      const { turns } = await openTestTurns({
        database,
        agents: join(folder.path, 'agents'),
        knowledge: { audrey: join(folder.path, 'audrey') },
      })
      await readTurn(await turns.begin(toTurnRequest({ message: 'Quand relancer un panier abandonné ?' })))
      assert.equal((await countVisitor(embedded, { userId: 'user' })).messages, 2)
      erasing = true
      const planted = 'Quand relancer le panier abandonné de Zoé-plantée ?'
      await assert.rejects(async () => readTurn(await turns.begin(toTurnRequest({ message: planted }))))
      assert.deepEqual(await countVisitor(embedded, { userId: 'user' }), {
        users: 0,
        conversations: 0,
        messages: 0,
      })
      const found =
        await embedded.query(`select query_to_xml('select * from ' || quote_ident(relname), true, false, '')::text
        like '%Zoé-plantée%' as found from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`)
      assert.ok(found.length > 8)
      assert.ok(found.every(row => row.found === false))
    } finally {
      await embedded.close()
    }
  })
})
