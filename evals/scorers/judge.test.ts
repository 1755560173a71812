import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createProviders } from '../../server/providers/create-providers.ts'
import {
  type FakeProviders,
  fakeKeys,
  startFakeProviders,
} from '../../server/testing/fake-providers/start-fake-providers.ts'
import { createJudge, readVerdict } from './judge.ts'

describe('a judge', () => {
  let fakes: FakeProviders
  before(async () => {
    fakes = await startFakeProviders()
  })
  after(() => fakes.close())

  it('asks a provider over its wire and reads the verdict, marked as a model’s', async () => {
    const providers = await createProviders({
      openrouter: { apiKey: fakeKeys.openrouter, baseUrl: `${fakes.url}/openrouter/api/v1` },
      openai: { apiKey: undefined, baseUrl: 'https://api.openai.com/v1' },
      cohere: { apiKey: undefined, baseUrl: 'https://api.cohere.com' },
    })
    try {
      assert.ok(providers.language)
      const judge = createJudge('faithfulness', providers.language, 'acme/judge-1')
      assert.equal(judge.byModel, true)
      const opinion = await judge.score({
        question: 'Combien ?',
        answer: 'Dix [1].',
        passages: ['Il y en a dix.'],
      })
      // The fake fills a schema: .9 for a number.
      assert.deepEqual(opinion, { score: 0.9, reason: 'Choisi par le faux modèle.' })
      const [call] = fakes.openrouter.received
      assert.match(JSON.stringify(call?.body), /How much of what the answer claims.*Il y en a dix/)
    } finally {
      await providers.close()
    }
  })

  it('has no opinion where none can be read', () => {
    for (const text of ['', 'Very good!', '{"score": 4, "reason": "x"}', '{"score": "high"}', '{"score"'])
      assert.equal(readVerdict(text).score, null, text)
    assert.deepEqual(readVerdict('```json\n{"score": 0.25, "reason": "half"}\n```'), {
      score: 0.25,
      reason: 'half',
    })
  })
})
