// kill -9 in the middle of turns, again and again: what was acknowledged is there, and a message that is sent again
// is answered once. Takes a minute or two, so .ci/run runs it and `npm test` does not. KILLS sets how many.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, postChat, readMessages } from './testing/chat-client.ts'
import { createRandom } from './testing/create-random.ts'
import { createFolder, startProduct } from './testing/start-product.ts'

const kills = Number(process.env.KILLS ?? 50)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

type Turn = { user_id: string; conversation_id: string; message_id: string; message: string }

/** Sends turns one after another until the server is gone. Notes what was acknowledged, and how far. */
async function talk(
  url: string,
  name: string,
  sent: Turn[],
  accepted: Set<string>,
  answered: Map<string, string>,
  onAccepted: () => void,
) {
  for (let index = 0; index < 10; index++) {
    const turn = {
      user_id: name,
      conversation_id: name,
      message_id: `${name}-${index}`,
      message: `Comment faire un réel, idée ${index} ?`,
    }
    sent.push(turn)
    try {
      const response = await postChat(url, turn, { headers: { accept: 'text/event-stream' } })
      let text = ''
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk
        if (!text.includes('event: accepted')) continue
        accepted.add(turn.message_id)
        onAccepted()
      }
      const done = /event: done\n(?:id: .*\n)?data: (.*)\n/.exec(text)?.[1]
      if (done !== undefined) answered.set(turn.message_id, JSON.parse(done).message)
    } catch {
      // The connection was cut by the kill: what matters is what had come before.
      return
    }
  }
}

describe(`kill -9 in the middle of turns, ${kills} times (SEED=${seed})`, () => {
  it('loses nothing acknowledged, and answers a repeated message once', async () => {
    using folder = createFolder()
    const random = createRandom(seed)
    let acknowledged = 0
    let unfinished = 0
    for (let round = 0; round < kills; round++) {
      const sent: Turn[] = []
      const accepted = new Set<string>()
      const answered = new Map<string, string>()
      {
        await using product = await startProduct(folder.path)
        // Some moment after some message was accepted, however fast the machine is; of ten rounds one at once.
        const moment = Math.floor(random() * 10) * 2
        const reached = Promise.withResolvers<void>()
        if (moment === 0) reached.resolve()
        const talks = Array.from({ length: 4 }, (_, index) =>
          talk(product.url, `r${round}-c${index}`, sent, accepted, answered, () => {
            if (accepted.size >= moment) reached.resolve()
          }),
        )
        await Promise.race([reached.promise, Promise.all(talks)])
        await delay(random() * 40)
        await product.stop('SIGKILL')
        await Promise.all(talks)
      }
      await using product = await startProduct(folder.path)
      acknowledged += accepted.size
      unfinished += [...accepted].filter(id => !answered.has(id)).length
      for (const turn of sent) {
        const before = await readMessages(product.url, turn.conversation_id, turn.user_id)
        const rows = before.filter(row => row.message_id === turn.message_id)
        if (accepted.has(turn.message_id)) {
          assert.deepEqual(
            rows.filter(row => row.role === 'user').map(row => row.content),
            [turn.message],
            turn.message_id,
          )
        }
        const seen = answered.get(turn.message_id)
        if (seen !== undefined) {
          assert.deepEqual(
            rows.filter(row => row.role === 'assistant').map(row => row.content),
            [seen],
            turn.message_id,
          )
        }
        const again = await ask(product.url, turn)
        if (seen !== undefined) assert.equal(again.message, seen)
        const after = (await readMessages(product.url, turn.conversation_id, turn.user_id)).filter(
          row => row.message_id === turn.message_id,
        )
        assert.deepEqual(
          after.map(row => row.role),
          ['user', 'assistant'],
          turn.message_id,
        )
      }
      await product.stop('SIGKILL')
    }
    console.log(
      `${kills} kills: ${acknowledged} messages acknowledged, ${unfinished} of them unanswered at the kill, 0 lost, 0 doubled`,
    )
    assert.ok(unfinished > 0 && acknowledged > unfinished, 'no kill fell into a turn, or none after one')
  })
})
