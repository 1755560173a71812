import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it, mock } from 'node:test'
import { readConversation } from '../operations/read-conversation.ts'
import { createManualTimers } from '../testing/manual-timers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createScriptedModel } from '../testing/scripted-model.ts'

it('a message in distress is answered with whom to call, by no model, and hands nothing over', async () => {
  const database = await openTestDatabase()
  try {
    const timers = createManualTimers()
    const languageModel = createScriptedModel(timers, {
      first: { always: ['Avec un calendrier.'] },
      small: { always: ['carole'] },
    })
    const never = () => Promise.reject(new Error('nothing of a distress is to be sent'))
    const embedder = mock.fn(never)
    const reranker = mock.fn(never)
    const { turns } = await openTestTurns({
      database,
      agents: join(import.meta.dirname, '../../agents'),
      knowledge: {},
      settings: { models: testModels },
      models: {
        languageModel,
        embedder: { model: 'tiny', dimensions: 1536, embed: embedder },
        reranker: { rerank: reranker },
        timers,
        random: () => 0,
      },
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
    assert.equal(embedder.mock.callCount() + reranker.mock.callCount(), 0)
    const later = { conversation_id: 'one', message: 'Comment planifier mes stories ?', message_id: 'later' }
    await timers.run(turns.begin(toTurnRequest(later)).then(readTurn))
    assert.ok(languageModel.requests.length > 0)
    assert.doesNotMatch(JSON.stringify(languageModel.requests), /mourir|3114/)
  } finally {
    await database.close()
  }
})
