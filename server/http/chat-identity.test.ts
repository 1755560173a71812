import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../database/embedded.ts'
import { createEchoTurns } from '../testing/echo-turns.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { decodeEvents } from '../testing/read-events.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

type Body = Record<string, unknown>

describe('who asks, how often, about what, on a real database (trust.md c 13–18, 29, 32–35, 84)', () => {
  let database: EmbeddedDatabase
  let app: TestApp
  let conversations = 0
  before(async () => {
    database = await openTestDatabase()
    app = await startTestApp({ database, turns: createEchoTurns(database) })
  })
  after(async () => {
    await app.close()
    await database.close()
  })

  const newConversation = () => `conv-${++conversations}`
  const ask = (body: Body, headers?: Record<string, string>) =>
    app.post('/api/chat', { user_id: 'alice', message: 'Bonjour', ...body }, headers)
  const read = async (path: string, status = 200): Promise<Body> => {
    const reply = await fetch(`${app.url}${path}`)
    assert.equal(reply.status, status, path)
    return (await reply.json()) as Body
  }
  const readMessages = async (conversation: string, user = 'alice') =>
    (await read(`/api/conversations/${conversation}/messages?user_id=${user}`)).messages as Body[]

  for (const id of [
    '__proto__',
    'toString',
    "' OR 1=1--",
    '../../x',
    'x'.repeat(10_000),
    'a\r\nb',
    'constructor',
    '{"a":1}',
  ]) {
    it(`13: takes ${JSON.stringify(id).slice(0, 30)} for an id or refuses it`, async () => {
      const { status } = await ask({ conversation_id: id })
      assert.equal(status, /^[\w.:-]{1,128}$/.test(id) ? 200 : 422)
    })
  }

  it('14: counts one UUID as one conversation, in capitals or without dashes, and refuses it in braces', async () => {
    const id = '3f2b8c9a-1d4e-4f6a-8b7c-9d0e1f2a3b4c'
    for (const conversation_id of [id, id.toUpperCase(), id.replaceAll('-', '')]) {
      const reply = await ask({ conversation_id })
      assert.equal(((await reply.json()) as Body).conversation_id, id)
    }
    assert.equal((await ask({ conversation_id: `{${id}}` })).status, 422)
    assert.equal((await read(`/api/rate-limit/${id}`)).remaining, 7)
  })

  it('15: tells Bob nothing of Alice’s conversation, by any route', async () => {
    const conversation = newConversation()
    await ask({ conversation_id: conversation, message: 'secret of Alice' })
    const replies = [
      await ask({ conversation_id: conversation, user_id: 'bob' }),
      await ask({ conversation_id: conversation, user_id: 'bob' }, { accept: 'text/event-stream' }),
      await fetch(`${app.url}/api/conversations/${conversation}/messages?user_id=bob`),
      await app.post('/webhook/chat', { conversationId: conversation, userId: 'bob', message: 'x' }),
    ]
    for (const reply of replies) {
      assert.equal(reply.status, 403)
      assert.doesNotMatch(await reply.text(), /secret|alice/i)
    }
  })

  it('gives a conversation a page at a time, of 1 to 200 messages', async () => {
    const conversation = newConversation()
    for (const message of ['un', 'deux', 'trois']) await ask({ conversation_id: conversation, message })
    const path = `/api/conversations/${conversation}/messages?user_id=alice`
    const all = await read(path)
    assert.equal(all.has_more, false)
    for (const limit of [6, 200]) assert.deepEqual(await read(`${path}&limit=${limit}`), all)
    const rows = all.messages as Body[]
    const newest = await read(`${path}&limit=1`)
    assert.deepEqual([newest.messages, newest.has_more], [rows.slice(5), true])
    const older = await read(`${path}&limit=2&before=${rows[2]?.id}`)
    assert.deepEqual([older.messages, older.has_more], [rows.slice(0, 2), false])
    for (const limit of ['0', '201', '1000', '-1', '1.5', '01', '5x', 'NaN'])
      assert.equal((await read(`${path}&limit=${limit}`, 422)).field, 'limit')
    assert.equal((await read(`${path}&before=${encodeURIComponent("' or 1=1")}`, 422)).field, 'before')
  })

  it('gives the newest 100 to whoever does not say how many', async () => {
    const conversation = newConversation()
    await ask({ conversation_id: conversation })
    await database.query(`insert into messages (conversation_id, role, content, created_at)
      select '${conversation}', 'user', n::text, clock_timestamp() + n * interval '1 second' from generate_series(1, 101) n`)
    const found = await read(`/api/conversations/${conversation}/messages?user_id=alice`)
    const rows = found.messages as Body[]
    assert.deepEqual([rows.length, rows[0]?.content, rows[99]?.content], [100, '2', '101'])
    assert.equal(found.has_more, true)
  })

  it('16, 17: admits exactly 10 of 50 at once, whatever addresses they claim, and says when to come back', async () => {
    const conversation = newConversation()
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ask({ conversation_id: conversation }, { 'x-forwarded-for': `203.0.113.${index}` }),
      ),
    )
    const limited = replies.filter(reply => reply.status === 429)
    assert.equal(replies.filter(reply => reply.status === 200).length, 10)
    assert.equal(limited.length, 40)
    for (const reply of limited) {
      const retryAfter = Number(reply.headers.get('retry-after'))
      assert.ok(retryAfter >= 1 && retryAfter <= 60, String(retryAfter))
      assert.equal(reply.headers.get('ratelimit'), `"turns";r=0;t=${retryAfter}`)
      assert.equal(reply.headers.get('ratelimit-policy'), '"turns";q=10;w=60')
      assert.equal(reply.headers.get('x-ratelimit-remaining'), '0')
      assert.match(String(reply.headers.get('access-control-expose-headers')), /RateLimit.*Retry-After/)
      assert.equal(((await reply.json()) as Body).code, 'rate_limited')
    }
    const remaining = replies
      .flatMap(reply => reply.headers.get('ratelimit') ?? [])
      .map(text => /r=(\d+)/.exec(text)?.[1])
    assert.deepEqual(new Set(remaining), new Set(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']))
  })

  it('18: answers a repeated Idempotency-Key once, and refuses it for another text', async () => {
    const conversation_id = newConversation()
    const key = { 'idempotency-key': '"clé n° 1"' }
    const [first, second] = [await ask({ conversation_id }, key), await ask({ conversation_id }, key)]
    assert.deepEqual(await second.json(), await first.json())
    const other = await ask({ conversation_id, message: 'Autre chose' }, key)
    assert.deepEqual([other.status, ((await other.json()) as Body).code], [422, 'message_id_reused'])
    assert.equal((await ask({ conversation_id }, { 'idempotency-key': 'k'.repeat(256) })).status, 422)
    assert.deepEqual(
      (await readMessages(conversation_id)).map(row => row.role),
      ['user', 'assistant'],
    )
  })

  it('18: takes a key of another conversation for another turn, and tells nothing of the first', async () => {
    const [mine, yours] = [newConversation(), newConversation()]
    const key = { 'idempotency-key': 'same-key' }
    const first = (await (
      await ask({ conversation_id: mine, message: 'Pour la première' }, key)
    ).json()) as Body
    const other = { conversation_id: yours, user_id: 'bob', message: 'Pour la seconde' }
    const second = (await (await ask(other, key)).json()) as Body
    assert.equal(first.message_id, second.message_id)
    assert.deepEqual([second.conversation_id, second.message], [yours, 'Pour la seconde'])
    for (const [conversation, user] of [
      [mine, 'alice'],
      [yours, 'bob'],
    ] as const) {
      assert.equal((await readMessages(conversation, user)).length, 2)
    }
  })

  it('18: a stream that was lost is told again under its message_id', async () => {
    const conversation_id = newConversation()
    const body = { conversation_id, message_id: 'turn-1' }
    const first = (await (await ask(body)).json()) as Body
    const again = decodeEvents(await (await ask(body, { accept: 'text/event-stream' })).text())
    assert.deepEqual(JSON.parse(again.at(-1)?.data ?? ''), first)
  })

  it('29: hears no Last-Event-ID, so that it can name nobody else’s stream', async () => {
    for (const id of ['conv-1', '-1', '9'.repeat(400), '../x']) {
      const reply = await ask(
        { conversation_id: newConversation() },
        { accept: 'text/event-stream', 'last-event-id': id },
      )
      assert.equal(decodeEvents(await reply.text())[0]?.event, 'accepted')
    }
  })

  it('32: answers for an id of 128 characters, refuses 129 and 4,000', async () => {
    assert.equal((await read(`/api/rate-limit/${'a'.repeat(101)}`)).remaining, 10)
    assert.equal((await read(`/api/rate-limit/${'a'.repeat(128)}`)).allowed, true)
    const error = await read(`/api/rate-limit/${'a'.repeat(129)}`, 400)
    assert.deepEqual([error.code, error.field], ['malformed', 'conversation_id'])
    await read(`/api/rate-limit/${'a'.repeat(4000)}`, 404)
  })

  for (const id of ['%00', '%zz', '%ff%fe', '..%2f..%2fetc%2fpasswd', '%', 'é']) {
    it(`33: refuses ${id} as an address`, async () => {
      const error = await read(`/api/rate-limit/${id}`, 400)
      assert.equal(error.code, 'malformed')
      assert.doesNotMatch(JSON.stringify(error), /etc|passwd|%/)
    })
  }

  it('34: gives the same numbers whatever is added to the address, and takes no other method', async () => {
    const path = `/api/rate-limit/${newConversation()}`
    const plain = await read(path)
    assert.deepEqual(plain, { allowed: true, remaining: 10, limit: 10, window_seconds: 60 })
    assert.deepEqual(await read(`${path}?limit=9999&reset=1&remaining=5`), plain)
    for (const method of ['POST', 'DELETE', 'PUT']) {
      const reply = await fetch(`${app.url}${path}`, { method, body: '{"limit":9999}' })
      assert.deepEqual([reply.status, reply.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
    }
  })

  it('35: a thousand looks at a quota spend nothing and create nothing', async () => {
    const conversation = newConversation()
    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(Array.from({ length: 50 }, () => read(`/api/rate-limit/${conversation}`)))
    }
    assert.equal((await read(`/api/rate-limit/${conversation}`)).remaining, 10)
    assert.deepEqual(await readMessages(conversation), [])
    // Nobody owns it yet: the first who writes does.
    assert.equal((await ask({ conversation_id: conversation, user_id: 'zoe' })).status, 200)
  })

  it('shows a conversation after a reload, oldest first, with what the widget needs', async () => {
    const conversation_id = newConversation()
    await ask({ conversation_id, message: 'Une', message_id: 'm-1' })
    await ask({ conversation_id, message: 'Deux', message_id: 'm-2' })
    const messages = await readMessages(conversation_id)
    assert.deepEqual(
      messages.map(row => [row.message_id, row.role, row.content]),
      [
        ['m-1', 'user', 'Une'],
        ['m-1', 'assistant', 'Une'],
        ['m-2', 'user', 'Deux'],
        ['m-2', 'assistant', 'Deux'],
      ],
    )
    assert.equal((await read(`/api/conversations/${conversation_id}/messages`, 422)).field, 'user_id')
  })

  it('84: takes an opinion of one’s own answer only, "up" or "down", and gives markup back as text', async () => {
    const conversation_id = newConversation()
    const message_id = `answer-of-${conversation_id}`
    await ask({ conversation_id, message_id })
    const give = (body: Body, id = message_id) =>
      app.post(`/api/messages/${id}/feedback`, { user_id: 'alice', rating: 'up', ...body })
    assert.equal((await give({ user_id: 'bob' })).status, 404)
    assert.equal((await give({}, 'unknown')).status, 404)
    for (const rating of [1e9, 'great', null, ['up']]) assert.equal((await give({ rating })).status, 422)
    assert.equal((await give({ comment: 'x'.repeat(2001) })).status, 422)
    const saved = await give({ rating: 'down', comment: '<img src=x onerror=alert(1)>' })
    assert.deepEqual([saved.status, await saved.json()], [200, { message_id, rating: 'down' }])
    assert.equal(saved.headers.get('x-content-type-options'), 'nosniff')
    const answers = (await readMessages(conversation_id)).filter(row => row.role === 'assistant')
    assert.deepEqual(
      answers.map(row => row.feedback),
      ['down'],
    )
  })

  it('speaks v1 on its webhook, errors included', async () => {
    const conversationId = newConversation()
    const send = (message: unknown) =>
      app.post('/webhook/chat', { conversationId, userId: 'alice', message, timestamp: 'x' })
    const reply = (await (await send('Bonjour')).json()) as Body
    assert.deepEqual(
      { ...reply, timestamp: '' },
      { response: 'Bonjour', agentType: 'automation', conversationId, timestamp: '' },
    )
    for (let turn = 2; turn <= 10; turn++) assert.equal((await send(`n° ${turn}`)).status, 200)
    const limited = await send('Encore')
    assert.equal(limited.status, 429)
    const error = (await limited.json()) as Body
    assert.deepEqual([error.error, error.code, typeof error.message], [true, 'RATE_LIMIT_EXCEEDED', 'string'])
    const invalid = (await (await send(7)).json()) as Body
    assert.deepEqual([invalid.error, invalid.code, invalid.field], [true, 'INVALID_REQUEST', 'message'])
  })

  it('takes what v1’s widget sends a second time, with the same instant, for the same message', async () => {
    const conversationId = newConversation()
    const send = async (timestamp: unknown, headers = {}) => {
      const body = { conversationId, userId: 'alice', message: 'Oui', timestamp }
      assert.equal((await app.post('/webhook/chat', body, headers)).status, 200)
      const rows = await readMessages(conversationId)
      return rows.filter(row => row.role === 'user').length
    }
    const instant = '2026-11-23T09:00:00.000Z'
    assert.equal(await send(instant), 1)
    assert.equal(await send(instant), 1)
    assert.equal(await send('2026-11-23T09:00:07.000Z'), 2)
    for (const [at, none] of [undefined, 'no instant', null].entries()) {
      assert.equal(await send(none), 3 + 2 * at)
      assert.equal(await send(none), 4 + 2 * at)
    }
  })

  it('answers 503 with Retry-After once the database is gone, and says nothing of it', async () => {
    const gone = createEmbeddedDatabase()
    await using other = await startTestApp({ database: gone, turns: createEchoTurns(gone) })
    await gone.close()
    for (const reply of [
      await other.post('/api/chat', { user_id: 'a', conversation_id: 'c', message: 'x' }),
      await fetch(`${other.url}/api/rate-limit/c`),
    ]) {
      assert.equal(reply.status, 503)
      assert.ok(Number(reply.headers.get('retry-after')) >= 1)
      assert.doesNotMatch(await reply.text(), /embedded|closed|sql/i)
    }
    assert.ok(other.log.some(line => line.level === 'ERROR' && line.code === 'database_unavailable'))
  })
})
