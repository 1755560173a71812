import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ConversationMessages } from '../../../contract/conversation.ts'
import type { EmbeddedDatabase } from '../../../server/database/embedded.ts'
import { openTestDatabase } from '../../../server/testing/open-test-database.ts'
import { startTestApp } from '../../../server/testing/start-test-app.ts'
import { createBrowser, type TabOptions, until } from './testing/create-world.ts'

let database: EmbeddedDatabase
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

let conversations = 0

/** A server with a conversation of so many turns, `Q1`, `A1`, …, and a visitor's browser that has it. */
async function openTalk(turns: number) {
  const app = await startTestApp({ database })
  const [user, conversation] = [`user-${++conversations}`, `conversation-${conversations}`]
  await database.query(`insert into users (id) values ('${user}')`)
  await database.query(`insert into conversations (id, user_id) values ('${conversation}', '${user}')`)
  await database.query(`insert into messages (conversation_id, role, content, agent, turn_id, created_at)
    select '${conversation}', role, letter || n, agent, 'turn-' || n, to_timestamp(n) + later
    from generate_series(1, ${turns}) n,
      (values ('user', 'Q', null, interval '0'), ('assistant', 'A', 'audrey', interval '0.5 s'))
      as roles (role, letter, agent, later)`)
  const browser = createBrowser(app.url)
  browser.local.set('lac_user_id', user).set('lac_conversation_id', conversation)
  return { app, browser, conversation, [Symbol.asyncDispose]: () => app.close() }
}

/** `Q1`, `A1`, … */
const talk = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => [`Q${from + index}`, `A${from + index}`]).flat()

const textsOf = ({ state }: ReturnType<ReturnType<typeof createBrowser>['openTab']>): string[] =>
  state().messages.map(({ text }) => text)

/** A fetch that counts what is asked of the history, and can be told to fail at it. */
function watchHistory() {
  const watch = { pages: 0, isDown: false, held: undefined as Promise<void> | undefined }
  const given: TabOptions['fetch'] = async (address, init) => {
    const isHistory = String(address).includes('/messages?')
    if (isHistory) watch.pages++
    if (isHistory && watch.isDown) throw new TypeError('failed')
    const response = await fetch(address, init)
    if (isHistory) await watch.held
    return response
  }
  return Object.assign(watch, { fetch: given })
}

describe('a conversation longer than a page', () => {
  it('shows its newest messages, and older ones as they are asked for, until there are none', async () => {
    await using opened = await openTalk(120)
    const watch = watchHistory()
    const tab = opened.browser.openTab(watch)
    await tab.load()
    assert.deepEqual(textsOf(tab), talk(71, 120))
    const newest = tab.state().messages[0]
    await Promise.all([tab.loadOlder(), tab.loadOlder()])
    assert.deepEqual(textsOf(tab), talk(21, 120))
    assert.equal(tab.state().messages[100], newest, 'what was there is not drawn again')
    await tab.loadOlder()
    assert.deepEqual(textsOf(tab), talk(1, 120))
    await tab.loadOlder()
    assert.equal(watch.pages, 3)
  })

  it('asks for nothing more where a page is all there is', async () => {
    await using opened = await openTalk(50)
    const watch = watchHistory()
    const tab = opened.browser.openTab(watch)
    await tab.load()
    await tab.loadOlder()
    assert.deepEqual(textsOf(tab), talk(1, 50))
    assert.equal(watch.pages, 1)
  })

  it('keeps the older messages when another tab tells of news', async () => {
    await using opened = await openTalk(120)
    const [tab, other] = [opened.browser.openTab(), opened.browser.openTab()]
    await tab.load()
    await tab.loadOlder()
    await other.load()
    await other.rate('turn-120', 'up')
    await tab.until(({ messages }) => messages.at(-1)?.rating === 'up')
    await tab.loadOlder()
    assert.deepEqual(textsOf(tab), talk(1, 120))
  })

  it('says when older ones could not be read, and reads them when asked again', async () => {
    await using opened = await openTalk(60)
    const watch = watchHistory()
    const tab = opened.browser.openTab(watch)
    await tab.load()
    watch.isDown = true
    await tab.loadOlder()
    assert.equal(tab.state().history, 'failed')
    assert.deepEqual(textsOf(tab), talk(11, 60))
    await tab.loadOlder()
    assert.equal(watch.pages, 2, 'scrolling on does not ask again and again')
    watch.isDown = false
    await tab.load()
    assert.equal(tab.state().history, 'loaded')
    assert.deepEqual(textsOf(tab), talk(1, 60))
  })

  it('does not ask an old question again that was never answered', async () => {
    await using opened = await openTalk(60)
    await database.query(`delete from messages
      where conversation_id = '${opened.conversation}' and turn_id = 'turn-3' and role = 'assistant'`)
    await database.query(`update messages set status = 'failed'
      where conversation_id = '${opened.conversation}' and turn_id = 'turn-3'`)
    const tab = opened.browser.openTab()
    await tab.load()
    await tab.loadOlder()
    assert.deepEqual(
      textsOf(tab).filter(text => text.endsWith('3') && text.length < 3),
      ['Q3'],
    )
    assert.equal(tab.requests.includes('POST api/chat'), false)
  })

  it('drops older messages that arrive after the conversation was left', async () => {
    await using opened = await openTalk(60)
    const watch = watchHistory()
    const tab = opened.browser.openTab(watch)
    await tab.load()
    const held = Promise.withResolvers<void>()
    watch.held = held.promise
    const older = tab.loadOlder()
    await until(() => watch.pages === 2)
    tab.newConversation()
    held.resolve()
    await older
    assert.deepEqual(textsOf(tab), [])
    await tab.loadOlder()
    assert.equal(watch.pages, 2)
  })

  it('asks an older server once, which gives no pages', async () => {
    await using opened = await openTalk(60)
    let asked = 0
    const tab = opened.browser.openTab({
      async fetch(address, init) {
        const response = await fetch(String(address).replace(/&before=[^&]*/, ''), init)
        if (!String(address).includes('/messages?')) return response
        asked++
        const { has_more: _, ...history } = (await response.json()) as ConversationMessages
        return Response.json(history)
      },
    })
    await tab.load()
    await tab.loadOlder()
    assert.deepEqual(textsOf(tab), talk(11, 60))
    assert.equal(asked, 1)
  })
})
