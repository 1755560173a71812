import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { goTo, openBrowser, openPage } from './open-browser.ts'
import { answered, ask, openPanel } from './open-panel.ts'
import { refuse, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const isRest = /\/widget\/rest/

describe('the rest of the panel, fetched once it is shown', () => {
  let browser: Browser
  let server: ScriptedServer
  before(async () => {
    browser = await openBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    server = await startScriptedServer()
  })
  afterEach(() => server.close())

  /** Opens the demo page with a clock that the test moves; the rest of the panel is refused so many times. */
  async function open(refusals: number) {
    const opened = await openPage(browser, 'about:blank')
    const { page } = opened
    const asked: string[] = []
    await page.clock.install()
    await page.route(isRest, route => {
      asked.push(route.request().url())
      return asked.length > refusals ? route.continue() : route.abort()
    })
    await goTo(page, server.url)
    return { opened, page, asked }
  }

  const isWhole = (page: Page) => page.locator('.more').waitFor()

  it('is asked for when the panel is open, and not before', async () => {
    const { opened, page, asked } = await open(0)
    await using _ = opened
    await page.locator('.corner button').hover()
    await page.locator('.panel').waitFor({ state: 'attached' })
    assert.deepEqual(asked, [])
    await openPanel(page)
    await isWhole(page)
    assert.equal(asked.length, 1)
  })

  it('is at work also where the browser refuses what tabs tell each other by', async () => {
    const opened = await openPage(browser, 'about:blank')
    await using _ = opened
    const { page } = opened
    await page.addInitScript(() => {
      window.BroadcastChannel = class {
        constructor() {
          throw new DOMException('The operation is insecure.', 'SecurityError')
        }
      } as never
    })
    await goTo(page, server.url)
    await openPanel(page)
    await isWhole(page)
    await ask(page)
    await answered(page).locator('.sources').waitFor()
  })

  it('is asked for again after a failure; until then a question is answered in plain text', async () => {
    const { opened, page, asked } = await open(2)
    await using _ = opened
    await openPanel(page)
    await ask(page)
    await answered(page).waitFor()
    assert.match(
      String(await answered(page).locator('.text').textContent()),
      /^Voici \*\*l’essentiel\*\* \[1\] :\s+>/,
    )
    assert.equal(await page.locator('.more').count(), 0)
    // Each pause begins when the browser has said that the try before it failed.
    while (asked.length < 3) await page.clock.runFor(1000)
    await isWhole(page)
    assert.equal(new Set(asked).size, 3, 'some browsers keep a failed import by its address')
    assert.equal(await answered(page).locator('strong').textContent(), 'l’essentiel')
    assert.ok(await answered(page).locator('.sources').isVisible())
    assert.equal(server.chats.length, 1)
  })

  it('finds what failed before it came: the visitor reads that it was not sent, then it is', async () => {
    const { opened, page } = await open(1)
    await using _ = opened
    server.scripts.push(refuse(503, 'shutting_down'))
    await openPanel(page)
    await ask(page)
    await page.locator('.kept-why').getByText('Pas encore envoyé').waitFor()
    assert.equal(await page.locator('.mine.kept').count(), 1)
    await page.clock.runFor(5000)
    await answered(page).waitFor()
    assert.equal(server.chats.length, 2)
    assert.equal(server.chats[0]?.message_id, server.chats[1]?.message_id)
  })

  it('brings back the messages of an earlier visit when it comes', async () => {
    const row = { confidence: null, feedback: null, created_at: '', sources: [], status: 'complete' as const }
    server.history.push(
      { ...row, id: '1', message_id: 'm', role: 'user', content: 'Salut', agent: null },
      { ...row, id: '2', message_id: 'm', role: 'assistant', content: 'Salut **toi**', agent: 'carole' },
    )
    const { opened, page } = await open(1)
    await using _ = opened
    await page.evaluate(() => {
      localStorage.setItem('lac_user_id', 'u')
      localStorage.setItem('lac_conversation_id', 'c')
    })
    await page.locator('.corner button').click()
    await page.getByText('Je retrouve tes messages').waitFor()
    await page.clock.runFor(5000)
    await answered(page).locator('strong').waitFor()
    assert.equal(await page.locator('.starters').count(), 0)
  })
})
