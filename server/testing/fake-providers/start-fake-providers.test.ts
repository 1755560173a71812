import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failSometimes, failureAnswer } from './failures.ts'
import { fakeAnswer } from './fake-answer.ts'
import { fakeEmbedding } from './fake-embedding.ts'
import { fakeKeys, startFakeProviders } from './start-fake-providers.ts'

const headers = {
  'content-type': 'application/json',
  'http-referer': 'https://exemple.fr',
  'x-title': 'Exemple',
  authorization: `Bearer ${fakeKeys.openrouter}`,
}
const body = { model: 'acme/fake-1.0', messages: [{ role: 'user', content: 'Bonjour' }] }
const post = (url: string, given: object = body, extra: object = {}) =>
  fetch(url, { method: 'POST', headers: { ...headers, ...extra }, body: JSON.stringify(given) })

describe('the fake providers', () => {
  for (const [what, call, problem] of [
    ['an unknown path', (url: string) => post(`${url}/openrouter/api/v1/completions`), 'unknown call'],
    ['another method', (url: string) => fetch(`${url}/openai/v1/embeddings`), 'unknown call'],
    ['an unknown member', (url: string) => ask(url, { ...body, tools: [] }), 'tools'],
    ['a member of another type', (url: string) => ask(url, { ...body, max_tokens: '500' }), 'max_tokens'],
    ['a missing member', (url: string) => ask(url, { model: 'm' }), 'messages'],
    ['a missing header', (url: string) => ask(url, body, { 'x-title': '' }), 'x-title'],
    [
      'a key where none is wanted',
      (url: string) => post(`${url}/compatible/v1/chat/completions`),
      'a key for a server that wants none',
    ],
    [
      'more cache markers than four',
      (url: string) => ask(url, { ...body, messages: Array(5).fill(cached) }),
      'more than 4',
    ],
  ] as const) {
    it(`refuse ${what}, and fail the test that sent it`, async () => {
      const fakes = await startFakeProviders()
      const reply = await call(fakes.url)
      assert.ok(reply.status === 400 || reply.status === 404)
      await reply.text()
      await assert.rejects(fakes.close(), new RegExp(problem))
    })
  }

  it('answer a wrong key as the vendor does: that is no mistake of the client', async () => {
    await using fakes = await startFakeProviders()
    assert.equal((await ask(fakes.url, body, { authorization: 'Bearer wrong' })).status, 401)
    assert.deepEqual(fakes.problems, [])
  })

  it('answer whole without `stream`', async () => {
    await using fakes = await startFakeProviders()
    const reply = (await (await ask(fakes.url)).json()) as { choices: { finish_reason: string }[] }
    assert.equal(reply.choices[0]?.finish_reason, 'stop')
  })

  it('fail one call when told, or a share of all', async () => {
    await using fakes = await startFakeProviders()
    fakes.openrouter.answerNext(failureAnswer(7))
    assert.equal((await ask(fakes.url)).status, 401)
    assert.equal((await ask(fakes.url)).status, 200)
    let turn = 0
    fakes.openrouter.answerAlways(failSometimes(() => [0.1, 0, 0.9][turn++ % 3] ?? 0, 0.3, [14]))
    assert.deepEqual([(await ask(fakes.url)).status, (await ask(fakes.url)).status], [500, 200])
    assert.throws(() => failureAnswer(99), /no row 99/)
  })
})

describe('what the fake providers say', () => {
  it('is made of the passages in the prompt, with their numbers', () => {
    const system =
      'Réponds avec les extraits.\n[1] Une facture se garde dix ans. Rien de plus.\n[2] Un réel dure idéalement entre sept et quinze secondes.'
    const answer = fakeAnswer([
      { role: 'system', content: system },
      { role: 'user', content: 'Combien de secondes dure un réel ?' },
    ])
    assert.match(answer, /Un réel dure idéalement entre sept et quinze secondes \[2\]\./)
    const prompt =
      '<extrait-x1 numéro="1">\nFactures\n\nUne facture se garde dix ans.\n</extrait-x1>\n\n<extrait-x1 numéro="2">\nRéels — Durée\n\nUn réel dure idéalement quinze secondes.\n</extrait-x1>\n\nQuestion :\nCombien de secondes dure un réel ?'
    assert.match(
      fakeAnswer([{ role: 'user', content: prompt }]),
      /documents\. Un réel dure idéalement quinze secondes \[2\]\./,
    )
  })

  it('is honest without passages', () => {
    assert.match(fakeAnswer([{ role: 'user', content: 'Bonjour' }]), /pas trouvé/)
  })

  it('puts texts with common words near each other', () => {
    const near = (one: string, other: string) => {
      const vectors = [fakeEmbedding(one, 1536), fakeEmbedding(other, 1536)] as const
      return vectors[0].reduce((sum, value, index) => sum + value * (vectors[1][index] ?? 0), 0)
    }
    const question = 'Quelle durée pour un réel Instagram ?'
    assert.ok(near(question, question) > 0.999)
    assert.ok(near(question, 'La durée d’un réel') > near(question, 'La fiscalité des indépendants') + 0.3)
  })
})

const cached = {
  role: 'system',
  content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
}

function ask(url: string, given: object = body, extra: object = {}): Promise<Response> {
  return post(`${url}/openrouter/api/v1/chat/completions`, given, extra)
}
