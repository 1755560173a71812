import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../../../server/database/embedded.ts'
import { createBrowser, isSettled, until } from './testing/create-world.ts'
import { forAudrey, forCarole, openKnowledge, openServer } from './testing/open-server.ts'

const relance = 'Relance-le une heure après [1].'
const duree = 'Quinze à trente secondes [1].'

let database: EmbeddedDatabase
before(async () => {
  database = await openKnowledge()
})
after(() => database.close())

const failing: typeof fetch = () => Promise.reject(new TypeError('failed'))

describe('a conversation whose panel has only its first part', { timeout: 120_000 }, () => {
  it('asks and reads the answers, one after the other', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const tab = createBrowser(server.url).openTab({ isLate: true })
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    await tab.until(isSettled)
    assert.deepEqual(
      tab.state().messages.map(({ text }) => text),
      [forAudrey, relance, forCarole, duree],
    )
    assert.deepEqual(
      tab.requests.filter(request => request !== 'POST api/chat'),
      ['GET api/widget/config'],
    )
  })

  it('keeps a question that did not get through, and sends it once the rest is there', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    let isDown = true
    const tab = browser.openTab({
      isLate: true,
      fetch: (...request) => (isDown ? failing : fetch)(...request),
    })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.send(forCarole)
    assert.equal(tab.requests.filter(request => request === 'POST api/chat').length, 1)
    isDown = false
    tab.takeUp()
    await tab.until(isSettled)
    assert.deepEqual(
      tab.state().messages.map(({ text }) => text),
      [forAudrey, relance, forCarole, duree],
    )
    assert.equal([...browser.local.keys()].filter(key => key.includes('outbox')).length, 0)
  })

  it('leaves what did not get through to the next visit', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({ isLate: true, fetch: failing })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.destroy()
    await browser.advance(1000)
    const reloaded = browser.openTab()
    await reloaded.load()
    await reloaded.until(isSettled)
    assert.equal(reloaded.state().messages[1]?.text, relance)
  })

  it('goes on with an answer that is arriving when the rest comes, and tells the other tabs', async () => {
    await using server = await openServer(database, [['Relance-le ', { wait: 1000 }, 'une heure après [1].']])
    const browser = createBrowser(server.url)
    const [tab, other] = [browser.openTab({ isLate: true }), browser.openTab()]
    await Promise.all([tab.load(), other.load()])
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    assert.equal(other.state().messages.length, 0)
    tab.takeUp()
    await other.until(({ messages }) => messages.at(-1)?.status === 'waiting')
    await server.timers.advance(1000)
    await Promise.all([tab.until(isSettled), other.until(isSettled)])
    assert.equal(tab.state().messages.at(-1)?.text, relance)
    assert.equal(server.model.requests.length, 1)
  })

  it('shows the earlier messages once the rest is there', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(isSettled)
    const reloaded = browser.openTab({ isLate: true })
    await reloaded.load()
    assert.deepEqual([reloaded.state().history, reloaded.state().messages], ['loading', []])
    reloaded.takeUp()
    await until(() => reloaded.state().history === 'loaded')
    assert.equal(reloaded.state().messages.length, 2)
  })

  it('forgets a visitor whom the page had named, what she left unsent included', async () => {
    await using server = await openServer(database, [])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({ isLate: true, fetch: failing })
    tab.identify({ user_id: 'customer-7' })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.destroy()
    const loggedOut = browser.openTab({ isLate: true })
    loggedOut.identify(null)
    assert.deepEqual([...browser.local], [])
  })
})
