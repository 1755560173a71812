import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { toAgent } from '../agents/routing-decision.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../testing/open-test-turns.ts'
import { withOtherQuestions } from './other-questions.ts'
import type { ToldAnswer } from './turn.ts'

const agents = join(import.meta.dirname, '../../agents')
const told: ToldAnswer = {
  message: 'Voici.',
  sources: [],
  conversationStatus: undefined,
  status: 'complete',
  model: null,
  answeredBy: 'extractive',
}

describe('a message with questions for two specialists', () => {
  it('is answered by one, who says whose the other part is; asked alone, it goes there', async () => {
    const database = await openTestDatabase()
    try {
      const knowledge = {}
      const settings = { rateLimit: { messages: 100, windowSeconds: 60 }, maxHistoryMessages: 10 }
      const { turns } = await openTestTurns({ database, agents, knowledge, settings })
      const say = async (message: string) =>
        (await readTurn(await turns.begin(toTurnRequest({ message, message_id: undefined })))).reply
      const first = await say('comment automatiser mes mails et quoi poster sur insta ?')
      assert.equal(first.agent, 'carole')
      assert.match(first.reasoning, /plusieurs sujets/)
      assert.match(first.message, /Pour « comment automatiser mes mails », c’est plutôt Audrey/)
      const second = await say('comment automatiser mes mails')
      assert.equal(second.agent, 'audrey')
      assert.doesNotMatch(second.message, /c’est plutôt/)
      const urgent = await say('mes emails ne partent plus c’est urgent, et quoi poster sur insta ?')
      assert.equal(urgent.agent, 'audrey')
      assert.match(urgent.message, /« quoi poster sur insta », c’est plutôt Carole/)
    } finally {
      await database.close()
    }
  })

  it('is told so in the visitor’s language and form, what others wrote shown as text', () => {
    const persona = { id: 'carole', name: 'Carole' } as Parameters<
      typeof withOtherQuestions
    >[2]['personas'][number]
    const decision = {
      ...toAgent({ ...persona, id: 'audrey' }, 0.9, '', []),
      others: [{ agent: 'carole', text: 'my *reels*' }],
    }
    const message = (language: 'fr' | 'en', formality?: 'vous') =>
      withOtherQuestions(told, decision, { personas: [persona], language, formality }).message
    assert.match(message('en'), /^Voici\.\n\nAs for “my \\\*reels\\\*”, that is rather for Carole/)
    assert.match(message('fr', 'vous'), /envoyez/)
  })

  it('is left as it is when its answer was cut or refused, or when it has one subject', () => {
    const persona = { id: 'carole', name: 'Carole' } as Parameters<
      typeof withOtherQuestions
    >[2]['personas'][number]
    const decision = toAgent(persona, 0.9, '', [])
    const context = { personas: [persona], language: 'fr' as const, formality: undefined }
    assert.equal(withOtherQuestions(told, decision, context), told)
    const cut: ToldAnswer = { ...told, status: 'partial' }
    const mixed = { ...decision, others: [{ agent: 'carole', text: 'x' }] }
    assert.equal(withOtherQuestions(cut, mixed, context), cut)
    const refused: ToldAnswer = { ...told, answeredBy: 'refusal' }
    assert.equal(withOtherQuestions(refused, mixed, context), refused)
    const byModel: ToldAnswer = { ...told, answeredBy: 'model' }
    assert.match(withOtherQuestions(byModel, mixed, context).message, /c’est plutôt Carole/)
  })
})
