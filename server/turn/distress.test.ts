import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { readConversation } from '../operations/read-conversation.ts'
import { createManualTimers } from '../testing/manual-timers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createScriptedModel } from '../testing/scripted-model.ts'

it('a message in distress is answered with whom to call, by no model, and hands nothing over', async () => {
  const database = await openTestDatabase()
  try {
    const timers = createManualTimers()
    const languageModel = createScriptedModel(timers, {})
    const { turns } = await openTestTurns({
      database,
      agents: join(import.meta.dirname, '../../agents'),
      knowledge: {},
      settings: { models: testModels },
      models: { languageModel, timers, random: () => 0 },
    })
    for (const [language, message, conversationId] of [
      ['fr', 'Mes posts ne marchent pas, j’ai envie de mourir', 'one'],
      ['en', 'Carole, I want to die', 'two'],
    ] as const) {
      const request = toTurnRequest({ conversation_id: conversationId, message, language })
      const { reply } = await timers.run(turns.begin(request).then(readTurn))
      assert.match(reply.message, /3114.*112/)
      assert.match(reply.message, language === 'fr' ? /numéro d’urgence/ : /emergency number/)
      assert.deepEqual(reply.sources, [])
      const stored = await readConversation(database, { conversationId, userId: 'user', limit: 10 })
      assert.equal(stored.kind === 'found' && stored.status, 'active')
    }
    assert.deepEqual(languageModel.requests, [])
  } finally {
    await database.close()
  }
})
