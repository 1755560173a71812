import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { reasons } from '../agents/routing-reasons.ts'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../testing/open-test-turns.ts'
import { createFolder } from '../testing/start-product.ts'

const folder = createFolder()
let database: EmbeddedDatabase
let turns: Awaited<ReturnType<typeof openTestTurns>>['turns']

before(async () => {
  database = await openTestDatabase()
  mkdirSync(join(folder.path, 'shared'))
  writeFileSync(
    join(folder.path, 'shared', 'contact.md'),
    '# Nous contacter\n\n## Quels sont vos horaires ?\n\nNous sommes ouvertes du lundi au jeudi, de 9 h à 16 h.\n\n## Y a-t-il un diplôme ?\n\nTu reçois une attestation, pas un diplôme.\n\n## Comment êtes-vous payées ?\n\nAu temps passé.',
  )
  const opened = await openTestTurns({
    database,
    agents: join(import.meta.dirname, '../../agents'),
    knowledge: { shared: join(folder.path, 'shared') },
  })
  turns = opened.turns
})
after(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

async function ask(message: string, conversation_id: string) {
  const { reply } = await readTurn(
    await turns.begin(toTurnRequest({ conversation_id, message, language: 'fr' })),
  )
  return reply
}

it('answers what is everybody’s without asking which specialist it is for', async () => {
  for (const [message, says] of [
    ['quels sont vos horaires ?', /du lundi au jeudi/],
    ['horaires', /du lundi au jeudi/],
    ['Y a-t-il une attestation ou un diplôme ?', /attestation, pas un diplôme/],
  ] as const) {
    const reply = await ask(message, message)
    assert.notEqual(reply.agent, 'escalate', message)
    assert.match(reply.message, says, message)
  }
})

it('still asks back where nothing is answered', async () => {
  for (const message of ['Bonjour un', 'comment ?', 'quels sont les horaires du train ?', 'machin'])
    assert.equal((await ask(message, message)).agent, 'escalate', message)
})

it('says that the documents are everybody’s', async () => {
  const { agent, reasoning } = await ask('quels sont vos horaires ?', 'why')
  const name = agent === 'audrey' ? 'Audrey' : 'Carole'
  assert.equal(reasoning, reasons.shared({ name } as Parameters<typeof reasons.shared>[0]))
})
