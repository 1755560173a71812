import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { toBeginTurn, toFinishTurn } from '../server/database/contract-suite/database-under-contract.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { beginTurn } from '../server/operations/begin-turn.ts'
import { finishTurn } from '../server/operations/finish-turn.ts'
import type { Database } from '../server/ports/database.ts'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { runScript } from '../server/testing/run-script.ts'

const folder = await createDatabaseFolder()

describe('npm run prompt beside a running server', () => {
  const run = (...args: string[]) => runScript(folder.path, 'prompt.ts', args)
  const asked = toBeginTurn({ content: 'Combien de temps dure un réel ?' })
  let database: Database
  before(async () => {
    ;({ database } = await openDatabase({ driver: 'embedded', dataDir: join(folder.path, 'data') }))
    await beginTurn(database, asked)
    await finishTurn(database, toFinishTurn(asked, { answer: 'Quinze secondes [1].', agent: 'carole' }))
  })
  after(async () => {
    await database.close()
    folder[Symbol.dispose]()
  })

  it('shows what a specialist’s model would be sent, and who she is', async () => {
    const { code, stdout, stderr } = await run('Combien de temps dure un réel ?', '--agent', 'carole')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^Carole : choisie par --agent\n\n━━━ SYSTÈME/)
    assert.match(stdout, /Question \(.*\n *Combien de temps dure un réel \?/)
    assert.match(stdout, /\d+ {2}en tout\n\nEnvoyé à anthropic\/claude-3\.5-sonnet, puis/)
    assert.doesNotMatch(stdout, /ASSISTANTE/)
  })

  it('shows the history of a visitor’s conversation, and nobody else’s', async () => {
    const { conversationId, userId } = asked
    const later = ['Et pour une story ?', '--agent', 'audrey', '--conversation', conversationId]
    const { stdout, stderr } = await run(...later, '--visitor', userId)
    assert.match(
      stdout,
      /VISITEUSE\nCombien de temps dure un réel \?\n\n━━━ ASSISTANTE\n\(Carole a répondu :\) Quinze/,
      stderr,
    )
    assert.match(stdout, /\d+ {2}historique\n/)
    const other = await run(...later, '--visitor', 'somebody-else')
    assert.deepEqual([other.code, other.stdout], [2, ''])
    assert.match(other.stderr, /n’est pas celle de somebody-else/)
    assert.match((await run(...later)).stderr, /vont ensemble/)
  })

  it('shows what the small model would be asked when the router is not sure', async () => {
    const { stdout, stderr } = await run('j’ai besoin d’aide pour mon entreprise')
    assert.match(stdout, /^L’aiguilleur n’est pas sûr : [^\n]+\n\n━━━ SYSTÈME[^\n]*\nTu aiguilles/, stderr)
    assert.match(stdout, /Envoyé à anthropic\/claude-3-haiku\./)
    assert.match(stdout, /Sans lui, aucune spécialiste ne répond/)
  })

  it('says which specialists there are, and which words it does not know', async () => {
    const unknown = await run('une question', '--agent', 'zoe')
    assert.deepEqual(
      [unknown.code, unknown.stderr.split('\n')[0]],
      [2, 'Spécialiste inconnue : zoe (audrey, carole).'],
    )
    assert.equal((await run()).code, 2)
  })
})
