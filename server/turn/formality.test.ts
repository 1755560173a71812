import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Formality } from '../../contract/chat.ts'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { createManualTimers } from '../testing/manual-timers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createScriptedModel, type Script } from '../testing/scripted-model.ts'
import { createFolder } from '../testing/start-product.ts'
import { composeExtractiveAnswer } from './extractive-answer.ts'

const agents = join(import.meta.dirname, '../../agents')
const question = 'Quand relancer un panier abandonné ?'
/** What an answer in French says to somebody it knows well, and to somebody it does not. */
const familiar = /\b(tu|ta|te|toi|ton|tes|repose|réessaie)\b/i
const formal = /\b(vous|votre|vos|reposez|réessayez)\b/i

const folder = createFolder()
let database: EmbeddedDatabase
let conversations = 0

before(async () => {
  database = await openTestDatabase()
  mkdirSync(join(folder.path, 'audrey'))
  const text =
    '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance le lendemain.'
  writeFileSync(join(folder.path, 'audrey', 'document.md'), text)
  await openTestTurns({ database, agents, knowledge: { audrey: join(folder.path, 'audrey') } })
})
after(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

/** Asks in French, of a scripted model or of the documents alone, and gives the answer and what the model was told. */
async function ask(formality: Formality | null | undefined, message = question, script?: Script) {
  const timers = createManualTimers()
  const languageModel = createScriptedModel(timers, { first: script ? [script] : [] })
  const { turns } = await openTestTurns({
    database,
    agents,
    knowledge: {},
    ...(script && {
      settings: { models: testModels },
      models: { languageModel, timers, random: () => 0 },
    }),
  })
  const conversation_id = `c-${++conversations}`
  const request = toTurnRequest({ conversation_id, message, formality })
  const { reply } = await timers.run(turns.begin(request).then(readTurn))
  return { message: reply.message, system: languageModel.requests[0]?.messages[0]?.content ?? '' }
}

/** What is said where nothing was found. */
const nothingIn = (
  given: Pick<Parameters<typeof composeExtractiveAnswer>[0], 'language' | 'formality' | 'contact'>,
) => composeExtractiveAnswer({ question, passages: [], ...given })

describe('a visitor spoken to with « vous »', () => {
  it('is spoken to so by the model, whatever the team’s prompts show', async () => {
    const { system } = await ask('vous', question, ['Relancez-le le lendemain [1].'])
    assert.match(system, /En français, vouvoie la personne/)
    assert.match(system, /en français, avec « vous »/)
    assert.doesNotMatch(system, /En français, tutoie/)
  })

  it('is spoken to so where an answer is quoted, cut, refused, or not found', async () => {
    const cut: Script = ['Relancez-le ', { fail: 'overloaded', retryable: true }]
    const refused: Script = [{ fail: 'refused' }]
    const answers = [
      await ask('vous'),
      await ask('vous', question, cut),
      await ask('vous', question, refused),
      nothingIn({ language: 'fr', formality: 'vous' }),
      nothingIn({ language: 'fr', formality: 'vous', contact: 'bonjour@equipe.example' }),
    ]
    for (const { message } of answers) {
      assert.match(message, formal)
      assert.doesNotMatch(message, familiar)
    }
  })

  it('is one who asked for it: nothing said is « tu »', async () => {
    for (const formality of [undefined, null, 'tu'] as const) {
      const { message, system } = await ask(formality, question, ['Relance-le ', { fail: 'overloaded' }])
      assert.match(system, /En français, tutoie\./)
      assert.match(message, familiar)
      assert.match((await ask(formality)).message, familiar)
    }
  })

  it('is asked for a question so by a specialist who is called and asked nothing', async () => {
    assert.match((await ask('vous', 'Bonjour Audrey')).message, /Quelle est votre question \?$/)
    assert.match(
      (await ask('tu', 'Je veux parler à Carole')).message,
      /^Carole t'aide .* Quelle est ta question \?$/,
    )
  })

  it('changes nothing in English', () => {
    assert.deepEqual(nothingIn({ language: 'en', formality: 'vous' }), nothingIn({ language: 'en' }))
  })
})
