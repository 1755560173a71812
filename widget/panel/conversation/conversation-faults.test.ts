import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fastCheck from 'fast-check'
import type { ConversationMessages } from '../../../contract/conversation.ts'
import type { EmbeddedDatabase } from '../../../server/database/embedded.ts'
import { createEchoTurns } from '../../../server/testing/echo-turns.ts'
import { openTestDatabase } from '../../../server/testing/open-test-database.ts'
import { startTestApp, type TestApp } from '../../../server/testing/start-test-app.ts'
import { createBrowser, isSettled } from './testing/create-world.ts'

/** What becomes of a request: it works, never arrives, arrives and is not answered, is cut after so many bytes, is refused. */
type Fault = 'none' | 'lost' | 'unanswered' | { cut: number } | { status: 500 | 502 | 503 | 429 }

let database: EmbeddedDatabase
let app: TestApp
before(async () => {
  database = await openTestDatabase()
  app = await startTestApp({
    database,
    turns: createEchoTurns(database, { messages: 1000, windowSeconds: 60 }),
  })
})
after(async () => {
  await app.close()
  await database.close()
})

/** A fetch to which the faults happen, one a request, until there are none left. */
const toFaultyFetch =
  (faults: Fault[]): typeof fetch =>
  async (address, init) => {
    const fault = faults.shift() ?? 'none'
    if (fault === 'lost') throw new TypeError('network error')
    if (typeof fault === 'object' && 'status' in fault) return new Response('<html>', fault)
    const response = await fetch(address, init)
    if (fault === 'none') return response
    if (fault === 'unanswered') {
      await response.text()
      throw new TypeError('network error')
    }
    const bytes = (await response.bytes()).subarray(0, fault.cut)
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes)
        controller.error(new TypeError('network error'))
      },
    })
    return new Response(body, response)
  }

const fault: fastCheck.Arbitrary<Fault> = fastCheck.oneof(
  fastCheck.constantFrom<Fault[]>('none', 'lost', 'unanswered'),
  fastCheck.nat({ max: 600 }).map(cut => ({ cut })),
  fastCheck.constantFrom<Fault[]>({ status: 500 }, { status: 502 }, { status: 503 }, { status: 429 }),
)

describe('whatever happens to requests', { timeout: 300_000 }, () => {
  for (const hasLocks of [true, false]) {
    it(`every question is stored once, in each tab’s order, and answered in both (locks: ${hasLocks})`, async () => {
      const faults = fastCheck.array(fault, { maxLength: 12 })
      const reloads = fastCheck.array(fastCheck.boolean(), { minLength: 3, maxLength: 3 })
      await fastCheck.assert(
        fastCheck.asyncProperty(faults, faults, reloads, async (firstFaults, secondFaults, reloaded) => {
          const browser = createBrowser(app.url, { hasLocks })
          let first = browser.openTab({ fetch: toFaultyFetch(firstFaults) })
          const second = browser.openTab({ fetch: toFaultyFetch(secondFaults) })
          await Promise.all([first.load(), second.load()])
          for (const [index, isReloaded] of reloaded.entries()) {
            first.send(`premier ${index}`)
            second.send(`second ${index}`)
            if (isReloaded) {
              first.destroy()
              first = browser.openTab({ fetch: toFaultyFetch(firstFaults) })
              await first.load()
            }
          }
          // Where tries are used up, the visitor presses the button.
          const press = () => {
            for (const tab of [first, second]) {
              if (tab.state().history === 'failed') void tab.load()
              for (const { message_id, failure } of tab.state().messages)
                if (failure && !failure.retry_at) tab.retry(message_id)
            }
          }
          const isOver = () => {
            press()
            return [first, second].every(tab => isSettled(tab.state()) && tab.state().messages.length === 12)
          }
          await browser.passPauses(isOver)
          const ids = `${browser.local.get('lac_conversation_id')}/messages?user_id=${browser.local.get('lac_user_id')}`
          const { messages } = (await (
            await fetch(`${app.url}/api/conversations/${ids}`)
          ).json()) as ConversationMessages
          const questions = messages.filter(({ role }) => role === 'user').map(({ content }) => content)
          for (const name of ['premier', 'second']) {
            assert.deepEqual(
              questions.filter(text => text.startsWith(name)),
              [`${name} 0`, `${name} 1`, `${name} 2`],
            )
          }
          assert.equal(messages.length, 12)
          assert.equal(
            [...browser.local.keys()].some(key => key.includes('outbox')),
            false,
          )
          for (const tab of [first, second]) tab.destroy()
        }),
        { numRuns: 15, endOnFailure: true },
      )
    })
  }
})
