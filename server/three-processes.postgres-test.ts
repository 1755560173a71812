// DESIGN's invariants 1 to 4 with three server processes on one Postgres, asked at once. Needs TEST_DATABASE_URL.
// RUNS sets how often (.ci/run: 4), SEED what chance there is. All of it:
//   RUNS=100 node --test server/three-processes.postgres-test.ts
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { ChatReply } from '../contract/chat.ts'
import { ingestFiles } from './ingest/ingest-files.ts'
import { ask, postChat } from './testing/chat-client.ts'
import type { PostgresTestDatabase } from './testing/create-postgres-database.ts'
import { createRandom } from './testing/create-random.ts'
import { openSampleDatabase, toPoolDatabase } from './testing/open-sample-database.ts'
import { createFolder, type RunningProduct, startProduct } from './testing/start-product.ts'

const runs = Number(process.env.RUNS ?? 4)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

describe(`three processes on one Postgres, ${runs} runs (SEED=${seed})`, () => {
  const random = createRandom(seed)
  const folder = createFolder()
  let store: PostgresTestDatabase
  let products: RunningProduct[] = []
  let conversations = 0

  before(async () => {
    store = await openSampleDatabase()
    products = await Promise.all([1, 2, 3].map(() => startProduct(folder.path, { DATABASE_URL: store.url })))
  })
  after(async () => {
    await Promise.all(products.map(product => product[Symbol.asyncDispose]()))
    await store?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const urlOf = (index: number) => products[index % products.length]?.url ?? ''
  const newConversation = () => {
    const id = `${seed}-${conversations++}`
    return { user_id: `u-${id}`, conversation_id: `c-${id}` }
  }
  async function countRows(conversationId: string): Promise<Record<string, number>> {
    const { rows } = await store.pool.query(
      'select role, count(*)::int as count from messages where conversation_id = $1 group by role',
      [conversationId],
    )
    return Object.fromEntries(rows.map(row => [row.role, row.count]))
  }

  for (const requests of [50, 200]) {
    it(`accepts exactly 10 of ${requests} messages sent at once to one conversation, ${runs} times`, async () => {
      for (let run = 0; run < runs; run++) {
        const conversation = newConversation()
        const responses = await Promise.all(
          Array.from({ length: requests }, async (_, index) => {
            const body = {
              ...conversation,
              message_id: `m${index}`,
              message: `Combien d’emails, idée ${index} ?`,
            }
            const response = await postChat(urlOf(index), body)
            const retryAfter = Number(response.headers.get('retry-after'))
            return { status: response.status, retryAfter, text: await response.text() }
          }),
        )
        const refused = responses.filter(({ status }) => status === 429)
        const accepted = responses.filter(({ status }) => status === 200)
        const others = responses.filter(({ status }) => status !== 429 && status !== 200)
        assert.deepEqual(others, [], `run ${run}`)
        assert.deepEqual([accepted.length, refused.length], [10, requests - 10], `run ${run}`)
        assert.ok(
          refused.every(({ retryAfter }) => retryAfter >= 1 && retryAfter <= 60),
          `run ${run}`,
        )
        assert.deepEqual(
          await countRows(conversation.conversation_id),
          { user: 10, assistant: 10 },
          `run ${run}`,
        )
      }
    })
  }

  it(`answers a message that comes to all three at once, or within 50 ms, once: ${runs * 4} times`, async () => {
    const answers = () =>
      products.flatMap(({ log }) => log).filter(line => line.outcome === 'complete').length
    const before = answers()
    for (let run = 0; run < runs * 4; run++) {
      const turn = {
        ...newConversation(),
        message_id: 'same',
        message: 'Comment écrire une séquence email ?',
      }
      const replies = await Promise.all(
        products.map(async (product, index) => {
          if (run % 2 === 1 && index > 0) await delay(random() * 50)
          return ask(product.url, turn)
        }),
      )
      const [first] = replies
      assert.deepEqual(replies, [first, first, first], `run ${run}`)
      assert.deepEqual(await countRows(turn.conversation_id), { user: 1, assistant: 1 }, `run ${run}`)
    }
    // A reply may be read before the line of its turn.
    for (let wait = 0; wait < 100 && answers() - before < runs * 4; wait++) await delay(50)
    assert.equal(answers() - before, runs * 4, 'a message was answered more than once')
  })

  it('gives a conversation that three users open at once to one of them', async () => {
    for (let run = 0; run < runs; run++) {
      const { conversation_id } = newConversation()
      const responses = await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const user_id = `${conversation_id}-user-${index % 4}`
          const body = {
            conversation_id,
            user_id,
            message_id: `m${index}`,
            message: `Bonjour, idée ${index}`,
          }
          const response = await postChat(urlOf(index), body)
          await response.text()
          return { user_id, status: response.status }
        }),
      )
      const winners = new Set(responses.filter(({ status }) => status === 200).map(({ user_id }) => user_id))
      assert.equal(winners.size, 1, `run ${run}`)
      const losers = responses.filter(({ user_id }) => !winners.has(user_id))
      assert.ok(
        losers.every(({ status }) => status === 403),
        `run ${run}`,
      )
      const { rows } = await store.pool.query('select id from users where id like $1', [
        `${conversation_id}-user-%`,
      ])
      assert.deepEqual(
        rows.map(({ id }) => id),
        [...winners],
        `run ${run}: a trace of somebody refused`,
      )
    }
  })

  it('tells somebody else nothing of a conversation, whichever process they ask', async () => {
    for (let run = 0; run < runs; run++) {
      const conversation = newConversation()
      const secret = `mot-secret-${run}`
      const turn = {
        ...conversation,
        message_id: 'm',
        message: `Mon email est ${secret}@exemple.fr, que faire ?`,
      }
      await ask(urlOf(run), turn)
      const user_id = `${conversation.user_id}-other`
      const path = `/api/conversations/${turn.conversation_id}/messages?user_id=${user_id}`
      const attempts = products.flatMap(({ url }) => [
        postChat(url, { ...turn, user_id }),
        postChat(url, { ...turn, user_id, message_id: 'new', message: 'Qu’a-t-on dit ?' }),
        postChat(url, { ...turn, user_id }, { headers: { accept: 'text/event-stream' } }),
        fetch(`${url}${path}`),
      ])
      for (const response of await Promise.all(attempts)) {
        const text = await response.text()
        assert.equal(response.status, 403, `run ${run}: ${text}`)
        assert.ok(!text.includes(secret) && !text.includes(`${conversation.user_id}"`), `run ${run}: ${text}`)
      }
      const feedback = await fetch(`${urlOf(run + 1)}/api/messages/m/feedback`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user_id, rating: 'down' }),
      })
      assert.equal(feedback.status, 404, `run ${run}`)
      assert.deepEqual(await countRows(turn.conversation_id), { user: 1, assistant: 1 }, `run ${run}`)
    }
  })

  it('never quotes one agent from the documents of another, while documents come and go', async () => {
    const database = toPoolDatabase(store.pool)
    const words = 'zanzibar tutoriel vidéo montage séquence email capture réel story'
    const add = async (owner: string, index: number) => {
      const file = join(folder.path, `only-${owner}-${index % 3}.md`)
      writeFileSync(
        file,
        `# ${words}\n\nSelon ${owner} ${index}, ${words} : c’est la règle numéro ${index}.\n`,
      )
      await ingestFiles({ database, paths: [file], agent: owner })
    }
    const quoted: string[] = []
    for (let run = 0; run < runs; run++) {
      const changes = Promise.all(['audrey', 'carole'].map(owner => add(owner, run)))
      const questions = [
        'Zanzibar, la séquence email de capture ?',
        'Zanzibar, le montage du réel en story ?',
      ]
      const replies: ChatReply[] = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          ask(urlOf(index), { ...newConversation(), message: questions[index % 2] }),
        ),
      )
      await changes
      for (const { agent, sources } of replies) {
        const foreign = agent === 'audrey' ? 'carole' : 'audrey'
        const names = sources.map(({ document }) => document)
        assert.ok(
          !names.some(name => name.startsWith(`only-${foreign}`)),
          `run ${run}: ${agent} quotes ${names}`,
        )
      }
      if (run > 0) quoted.push(...replies.flatMap(({ sources }) => sources.map(({ document }) => document)))
    }
    assert.ok(
      quoted.some(name => name.startsWith('only-audrey')),
      'no answer quoted what is only audrey’s',
    )
    assert.ok(
      quoted.some(name => name.startsWith('only-carole')),
      'no answer quoted what is only carole’s',
    )
  })
})
