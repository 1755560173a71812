import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { collectModel } from '../../testing/collect-model.ts'
import { json } from '../../testing/fake-providers/fake-exchange.ts'
import { startFakeProviders } from '../../testing/fake-providers/start-fake-providers.ts'
import { createHttpPool } from '../http/http-pool.ts'
import { createOpenAiCompatible } from './create-openai-compatible.ts'

const fakes = await startFakeProviders()
const pool = createHttpPool()
const baseUrl = `${fakes.url}/compatible/v1`
after(async () => {
  pool.close()
  await fakes.close()
})

// biome-ignore lint/suspicious/noExplicitAny: what was sent, looked into.
const bodies = (): any[] => fakes.compatible.received.splice(0).map(({ body }) => body)
const schema = { name: 'route', schema: { type: 'object', properties: {} } }

describe('a server that speaks OpenAI’s wire', () => {
  it('wants no key, and is sent nothing that only OpenRouter knows', async () => {
    const { text, usage, end } = await collectModel(createOpenAiCompatible({ baseUrl, pool }))
    assert.ok(text.length > 20)
    assert.equal(end, 'stop')
    assert.equal(usage?.cost, null)
    assert.deepEqual(Object.keys(bodies()[0]).sort(), [
      'max_tokens',
      'messages',
      'model',
      'stream',
      'stream_options',
      'temperature',
    ])
  })

  const complaints = {
    'OpenAI, of max_tokens': {
      member: 'max_tokens',
      answer: json(400, {
        error: {
          message: "Unsupported parameter: 'max_tokens' is not supported with this model.",
          type: 'invalid_request_error',
          param: 'max_tokens',
          code: 'unsupported_parameter',
        },
      }),
    },
    'OpenAI, of temperature': {
      member: 'temperature',
      answer: json(400, {
        error: {
          message: "Unsupported value: 'temperature'",
          param: 'temperature',
          code: 'unsupported_value',
        },
      }),
    },
    'Mistral, of stream_options': {
      member: 'stream_options',
      answer: json(422, {
        object: 'error',
        message: { detail: [] },
        detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs' }],
      }),
    },
    'another, of response_format': {
      member: 'response_format',
      answer: json(400, { error: "'response_format.type' must be 'text'" }),
    },
  }
  for (const [who, { member, answer }] of Object.entries(complaints)) {
    it(`that complains like ${who} is asked again without, and from then on`, async () => {
      const model = createOpenAiCompatible({ baseUrl, pool })
      bodies()
      fakes.compatible.answerNext(answer)
      assert.equal((await collectModel(model, { schema })).end, 'stop')
      assert.equal((await collectModel(model, { schema })).end, 'stop')
      const sent = bodies()
      assert.deepEqual(
        sent.map(body => member in body),
        [true, false, false],
      )
      if (member === 'max_tokens') assert.equal(sent[1].max_completion_tokens, 500)
    })
  }

  for (const message of [
    "'max_tokens' is too large: 1000. This model's maximum context length is 4096 tokens.",
    'max_tokens is too large: 64000. This model supports at most 4096 completion tokens.',
  ])
    it(`that complains of the size of a member is asked once, and sent it the next time: ${message}`, async () => {
      const model = createOpenAiCompatible({ baseUrl, pool })
      bodies()
      fakes.compatible.answerNext(json(400, { error: { message, param: 'max_tokens' } }))
      assert.ok((await collectModel(model)).error)
      assert.equal((await collectModel(model)).end, 'stop')
      assert.deepEqual(
        bodies().map(body => 'max_tokens' in body),
        [true, true],
      )
    })

  for (const key of ['sk-or-v1-SECRETKEY', 'sk_live_abcdef', '0123456789abcdef0123456789abcdef'])
    it(`that quotes a key like ${key.slice(0, 5)}… where its code words belong has it left out`, async () => {
      const error = { code: key, type: `bad_key_${key}`, param: key, message: key }
      fakes.compatible.answerNext(json(401, { error }))
      const failed = await collectModel(createOpenAiCompatible({ baseUrl, pool }))
      assert.equal(failed.error?.failure, 'unauthorized')
      assert.doesNotMatch(failed.error?.message ?? '', /SECRET|abcdef/)
    })

  it('that complains of everything is asked five times, and is rejected', async () => {
    const model = createOpenAiCompatible({ baseUrl, pool })
    bodies()
    const message = 'unknown: max_tokens temperature stream_options response_format'
    fakes.compatible.answerAlways(json(400, { error: { message } }))
    assert.equal((await collectModel(model, { schema })).error?.failure, 'rejected')
    fakes.compatible.answerAlways()
    assert.equal(bodies().length, 5)
  })

  it('that complains of something else is rejected at once, without a word of its prose', async () => {
    const model = createOpenAiCompatible({ baseUrl, pool })
    bodies()
    fakes.compatible.answerNext(
      json(400, { error: { message: 'ce que le visiteur a écrit', code: 'bad_thing' } }),
    )
    const { error } = await collectModel(model)
    assert.equal(error?.failure, 'rejected')
    assert.match(error?.message ?? '', /bad_thing/)
    assert.doesNotMatch(error?.message ?? '', /visiteur/)
    assert.equal(bodies().length, 1)
  })
})
