import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { toBeginTurn, toFinishTurn } from '../server/database/contract-suite/database-under-contract.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { beginTurn } from '../server/operations/begin-turn.ts'
import { finishTurn } from '../server/operations/finish-turn.ts'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { runScript } from '../server/testing/run-script.ts'
import { createFolder } from '../server/testing/start-product.ts'

const run = (folder: string, args: string[], env?: Record<string, string>) =>
  runScript(folder, 'costs.ts', args, env)

describe('npm run costs', () => {
  it('shows the month beside a running server', async () => {
    using folder = await createDatabaseFolder()
    const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder.path, 'data') })
    try {
      const turn = toBeginTurn()
      await beginTurn(database, turn)
      const figures = { promptTokens: 1000, completionTokens: 50, cachedTokens: 250, cost: 2 }
      const calls = [{ step: 'answer', model: 'maker/model', milliseconds: 9, ...figures }]
      await finishTurn(database, toFinishTurn(turn, { model: 'maker/model', ...figures, steps: { calls } }))

      const shown = await run(folder.path, [], { MONTHLY_BUDGET_EUR: '10', EUR_PER_USD: '0.5' })
      assert.equal(shown.code, 0, shown.stderr)
      assert.match(shown.stdout, /Dépensé : 1,00 € \(2,00 \$\) sur 10,00 €, soit 10,0 %/)
      assert.match(shown.stdout, /audrey +réponse +maker\/model +1 +1 +1 000 +250 \(25 %\) +50 +1,00 +2,00\n/)
      const json = JSON.parse((await run(folder.path, ['--json'])).stdout)
      assert.deepEqual([json.spent, json.calls[0].cachedTokens, json.monthEur], [2, 250, null])
      const before = await run(folder.path, ['--month', '2001-02'])
      assert.match(before.stdout, /2001-02.*\n\nRien n’a été dépensé\./)
    } finally {
      await database.close()
    }
  })

  it('says what is wrong with its words, and with a price table', async () => {
    using folder = createFolder()
    const wrong = await run(folder.path, ['--month', '2026-13'])
    assert.deepEqual([wrong.code, wrong.stderr.split('\n')[0]], [2, '--month veut un mois comme 2026-10.'])
    writeFileSync(
      join(folder.path, 'prices.json'),
      '{"asOf":"2026-11","currency":"EUR","models":{"x":{"prompt":-1}}}',
    )
    const prices = await run(folder.path, [], { PRICES_FILE: join(folder.path, 'prices.json') })
    assert.equal(prices.code, 1)
    assert.match(prices.stderr, /^PRICES_FILE : .*prices\.json n'est pas une table de prix/)
  })
})
