import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { collectModel } from '../../testing/collect-model.ts'
import { textChunk, toEvent } from '../../testing/fake-providers/completion-events.ts'
import { failureAnswer } from '../../testing/fake-providers/failures.ts'
import { holdAnswer } from '../../testing/fake-providers/hold-answer.ts'
import { startFakeProviders } from '../../testing/fake-providers/start-fake-providers.ts'
import { createAiSdkModel } from './create-ai-sdk-model.ts'
import { loadAiSdkProvider } from './load-ai-sdk-provider.ts'

const fakes = await startFakeProviders()
after(() => fakes.close())
const baseUrl = `${fakes.url}/compatible/v1`
const head = { id: 'gen-fake', model: 'acme/fake-1.0' }

for (const [generation, name] of [
  ['V4', '@ai-sdk/openai-compatible'],
  ['V2', 'ai-sdk-v2-openai-compatible'],
] as const) {
  const provider = await loadAiSdkProvider({ package: name, baseUrl })
  const model = createAiSdkModel({ provider, name: 'ai-sdk' })
  const fail = (row: number, variant?: string) => fakes.compatible.answerNext(failureAnswer(row, variant))

  describe(`a model of the AI SDK, ${generation}`, () => {
    it('streams text, then usage, then its end', async () => {
      const { text, usage, end } = await collectModel(model)
      assert.match(text, /mes documents/)
      assert.equal(end, 'stop')
      assert.ok((usage?.promptTokens ?? 0) > 0 && (usage?.completionTokens ?? 0) > 0)
      assert.deepEqual([usage?.cost, usage?.model], [null, 'acme/fake-1.0'])
    })

    it('hands the first token over as it comes, and closes when the caller cancels', async () => {
      const held = holdAnswer()
      fakes.compatible.answerNext(held.answer)
      const controller = new AbortController()
      const call = collectModel(model, { signal: controller.signal })
      await held.write(toEvent(textChunk(head, 'Bonjour')))
      controller.abort()
      assert.equal((await call).error?.failure, 'cancelled')
      await held.closed
    })

    it('keeps the clocks of every other model', async () => {
      for (const [variant, text] of [
        ['silent from the start', ''],
        ['silent after text', 'Bonjour à toi'],
      ] as const) {
        fail(30, variant)
        const call = await collectModel(model, { deadlines: { firstToken: 600, idle: 300 } })
        assert.deepEqual([call.error?.failure, call.text], ['timeout', text])
        assert.ok(call.milliseconds < 5_000)
      }
    })

    for (const [row, variant, failure, retryable] of [
      [1, 'Retry-After of 2 s', 'rate_limited', true],
      [5, 'no credits', 'quota_exhausted', false],
      [7, 'wrong key', 'unauthorized', false],
      [8, 'moderation', 'refused', false],
      [10, 'context_length_exceeded', 'too_long', false],
      [11, 'not a valid model', 'model_unavailable', false],
      [13, '503', 'overloaded', true],
      [15, '502', 'overloaded', true],
      // What the newer one calls a reply without a finish reason.
      [28, 'no end', generation === 'V4' ? 'malformed' : 'truncated', true],
    ] as const) {
      it(`takes row ${row}, ${variant}, for ${failure}`, async () => {
        fail(row, variant)
        const { error } = await collectModel(model)
        assert.deepEqual([error?.failure, error?.retryable], [failure, retryable], error?.message)
        if (row === 1) assert.equal(error?.retryAfter, 2)
        assert.doesNotMatch(inspect(error, { depth: 10 }), /Combien de temps|visiteur/)
      })
    }

    it('takes an error within the stream for what it says', async () => {
      fail(25)
      const { text, error } = await collectModel(model)
      assert.equal(text, 'Bonjour à toi')
      assert.ok(error?.retryable, error?.failure)
    })

    it('reports a refused connection', async () => {
      const away = await loadAiSdkProvider({ package: name, baseUrl: 'http://127.0.0.1:1/v1' })
      const { error } = await collectModel(createAiSdkModel({ provider: away, name: 'ai-sdk' }))
      assert.deepEqual([error?.failure, error?.retryable], ['unreachable', true])
    })

    it('gives the same text however its stream is cut', async () => {
      for (const variant of ['byte by byte', 'byte order mark', 'data on several lines']) {
        fail(33, variant)
        assert.equal((await collectModel(model)).text, 'Réponse été 😀 prête.')
      }
    })
  })
}

describe('the package of an AI SDK provider', () => {
  it('that is not installed is named, with what to do', async () => {
    await assert.rejects(loadAiSdkProvider({ package: '@ai-sdk/not-installed' }), {
      message:
        'le paquet @ai-sdk/not-installed ne se charge pas : installe-le avec « npm install @ai-sdk/not-installed »',
    })
  })

  it('that is something else is refused', async () => {
    await assert.rejects(loadAiSdkProvider({ package: 'zod' }), /n'est pas un fournisseur/)
  })
})
