import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { ErrorBody } from '../../contract/error.ts'
import { sendRaw, toRawRequest } from '../testing/raw-request.ts'
import { createScriptedTurns } from '../testing/scripted-turns.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

const good = { user_id: 'alice', conversation_id: 'conv-456', message: 'Bonjour' }

describe('POST /api/chat, bodies (trust.md c 1–12, 25)', () => {
  const turns = createScriptedTurns()
  let app: TestApp
  before(async () => {
    app = await startTestApp({ turns })
  })
  after(() => app.close())
  beforeEach(() => {
    turns.requests.length = 0
  })

  /** Sends, checks the one error shape, and that no turn was begun and the next plain one works. */
  async function refused(
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<ErrorBody & { status: number }> {
    const reply = await app.post('/api/chat', body, headers)
    const text = await reply.text()
    assert.ok(reply.status >= 400 && reply.status < 500, `${reply.status} ${text}`)
    assert.match(String(reply.headers.get('content-type')), /^application\/json/)
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(reply.headers.get('cache-control'), 'no-store')
    assert.doesNotMatch(text, /\bat \/|node_modules|SyntaxError|FST_|zod/i)
    assert.equal(turns.requests.length, 0)
    assert.equal((await app.post('/api/chat', good)).status, 200)
    turns.requests.length = 0
    const error = JSON.parse(text) as ErrorBody
    assert.deepEqual(
      [typeof error.error, typeof error.detail, typeof error.code],
      ['string', 'string', 'string'],
    )
    assert.equal(error.request_id, reply.headers.get('x-request-id'))
    return { ...error, status: reply.status }
  }

  it('answers a plain turn with the reply, its quota and no more', async () => {
    const reply = await app.post('/api/chat', good)
    assert.equal(reply.status, 200)
    const { message, agent, conversation_id } = (await reply.json()) as Record<string, unknown>
    assert.deepEqual(
      { message, agent, conversation_id },
      { message: 'Bonjour !', agent: 'audrey', conversation_id: 'conv-456' },
    )
    assert.equal(reply.headers.get('ratelimit'), '"turns";r=7;t=41')
    assert.equal(reply.headers.get('ratelimit-policy'), '"turns";q=10;w=60')
    assert.equal(reply.headers.get('x-ratelimit-remaining'), '7')
  })

  for (const body of [
    'null',
    '[]',
    '"x"',
    '1',
    '{}',
    '{',
    '{"a":1}{"b":2}',
    '{"user_id":"a",}',
    '{"message":NaN}',
    '',
  ]) {
    it(`1: refuses ${body || 'nothing'}`, async () => {
      const { status } = await refused(body)
      assert.ok(status === 400 || status === 422)
    })
  }

  for (const message of [7, true, ['x'], { text: 'x' }]) {
    it(`2: does not take ${JSON.stringify(message)} for a text`, async () => {
      const error = await refused({ ...good, message })
      assert.deepEqual([error.status, error.field], [422, 'message'])
      assert.equal(error.detail, 'Le champ « message » doit être un texte.')
    })
  }

  for (const member of ['user_id', 'conversation_id', 'message']) {
    for (const value of [undefined, null, '']) {
      it(`3: names ${member} when it is ${value === '' ? 'empty' : value}`, async () => {
        const error = await refused({ ...good, [member]: value })
        assert.deepEqual([error.status, error.code, error.field], [422, 'invalid', member])
        assert.match(error.detail, /est obligatoire/)
      })
    }
  }

  it('4: takes 2,000 emoji, also written as escapes, and refuses 2,001', async () => {
    const emoji = '😀'.repeat(2000)
    assert.equal((await app.post('/api/chat', { ...good, message: emoji })).status, 200)
    assert.equal(turns.requests[0]?.message, emoji)
    const escaped = JSON.stringify(good).replace('Bonjour', '\\ud83d\\ude00'.repeat(2000))
    assert.equal((await app.post('/api/chat', escaped)).status, 200)
    turns.requests.length = 0
    const error = await refused({ ...good, message: `${emoji}😀` }, { 'accept-language': 'en' })
    assert.equal(error.detail, 'The field "message" is longer than 2,000 characters.')
  })

  it('5: cleans NUL, lone surrogates and U+FFFE, and refuses invalid UTF-8', async () => {
    const odd = JSON.stringify(good).replace('Bonjour', 'a\\u0000b\\ud800c\\ufffed')
    assert.equal((await app.post('/api/chat', odd)).status, 200)
    assert.equal(turns.requests[0]?.message, 'ab\ufffdcd')
    const json = Buffer.from(JSON.stringify({ ...good, message: 'é' }))
    json[json.indexOf(0xc3)] = 0xff
    const request = toRawRequest('POST /api/chat HTTP/1.1', [
      'Content-Type: application/json',
      `Content-Length: ${json.length}`,
    ])
    assert.equal((await sendRaw(app.port, Buffer.concat([Buffer.from(request), json]))).status, 400)
  })

  it('6: refuses what nobody can see', async () => {
    for (const message of ['   ', '\u200b\u200d\u2060', '\u{e0041}\u{e0042}', '\n\t\u3164']) {
      assert.equal((await refused({ ...good, message })).field, 'message')
    }
  })

  it('7: takes nothing from __proto__ or constructor, and poisons nothing', async () => {
    const { field } = await refused(`{"__proto__": ${JSON.stringify(good)}}`)
    assert.equal(field, 'user_id')
    const poisoned = { ...good, constructor: { prototype: { agent: 'x' } } }
    const text = JSON.stringify(poisoned).replace('{', '{"__proto__":{"polluted":1},')
    assert.equal((await app.post('/api/chat', text)).status, 200)
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
    assert.ok(!('agent' in (turns.requests[0] ?? {})))
  })

  it('8: hands on nothing that the contract does not name', async () => {
    const extra = {
      role: 'system',
      agent: 'carole',
      model: 'x',
      history: [],
      system_prompt: 'x',
      tenant_id: 't',
      debug: true,
    }
    assert.equal((await app.post('/api/chat', { ...good, ...extra, request_id: 'mine' })).status, 200)
    const [{ request_id, ...request } = { request_id: '' }] = turns.requests
    assert.notEqual(request_id, 'mine')
    const own = { message_id: undefined, traceparent: undefined, language: null, delivery: 'whole' }
    assert.deepEqual(request, { ...good, ...own })
  })

  it('takes « tu » or « vous », or nothing, and no third', async () => {
    for (const formality of ['tu', 'vous', null]) {
      assert.equal((await app.post('/api/chat', { ...good, formality })).status, 200)
      assert.equal(turns.requests.pop()?.formality, formality)
    }
    for (const formality of ['VOUS', '', 1, ['tu']])
      assert.equal((await refused({ ...good, formality })).field, 'formality')
  })

  it('9: refuses 120 kB, a 60 kB unknown member and 5,000 nested arrays', async () => {
    assert.equal((await refused({ ...good, message: 'x'.repeat(120_000) })).status, 413)
    assert.equal((await refused({ ...good, unknown: 'x'.repeat(60_000) })).status, 413)
    const nested = JSON.stringify(good).replace('}', `,"x":${'['.repeat(5000)}${']'.repeat(5000)}}`)
    assert.equal((await refused(nested)).status, 400)
  })

  it('9: refuses a body of no stated length as soon as it is too long', async () => {
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
    const head = toRawRequest('POST /api/chat HTTP/1.1', [
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ])
    assert.equal((await sendRaw(app.port, head + chunk + chunk)).status, 413)
  })

  it('10: refuses compressed bodies, real or said to be', async () => {
    const encodings = ['gzip', 'br', 'deflate', 'zstd', 'gzip, identity']
    for (const encoding of encodings) {
      assert.equal(
        (await refused(JSON.stringify(good), { 'content-encoding': encoding })).status,
        415,
        encoding,
      )
    }
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    const reply = await fetch(`${app.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bomb,
    })
    assert.equal(reply.status, 415)
    assert.equal((await app.post('/api/chat', good, { 'content-encoding': 'identity' })).status, 200)
  })

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json garbage',
    'application/json\tgarbage',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json;, text/plain',
    'a',
  ]) {
    it(`11: refuses the content type ${JSON.stringify(type)}`, async () => {
      assert.equal((await refused(JSON.stringify(good), { 'content-type': type })).status, 415)
    })
  }

  it('11: refuses a body without a content type', async () => {
    const reply = await sendRaw(app.port, toRawRequest('POST /api/chat HTTP/1.1', [], JSON.stringify(good)))
    assert.equal(reply.status, 415)
  })

  it('12: checks a body whatever the spelling of its content type', async () => {
    for (const type of [
      'application/json ;charset=utf-8',
      'APPLICATION/JSON',
      'application/json; charset="UTF-8"',
    ]) {
      const error = await refused('{}', { 'content-type': type })
      assert.deepEqual([error.status, error.field], [422, 'user_id'])
      assert.equal((await app.post('/api/chat', good, { 'content-type': type })).status, 200)
      turns.requests.length = 0
    }
  })

  it('25: does not believe a timestamp, whatever it is', async () => {
    for (const timestamp of ['9999-12-31T23:59:59Z', 'hier', { year: 1 }, null, 1e308]) {
      const reply = await app.post('/api/chat', { ...good, timestamp })
      assert.equal(reply.status, 200)
      assert.equal(((await reply.json()) as { timestamp: string }).timestamp, '2026-01-01T00:00:00.000Z')
    }
  })

  it('hands on the client’s request id when it is one, and its own otherwise', async () => {
    const reply = await app.post('/api/chat', good, { 'x-request-id': 'trace-1' })
    assert.equal(reply.headers.get('x-request-id'), 'trace-1')
    assert.equal(turns.requests[0]?.request_id, 'trace-1')
    const other = await app.post('/api/chat', good, { 'x-request-id': 'a b"><script>' })
    assert.match(String(other.headers.get('x-request-id')), /^[0-9a-f-]{36}$/)
  })
})
