import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { EmbeddedDatabase } from '../../server/database/embedded.ts'
import { forAudrey, forCarole, openKnowledge, openServer } from '../panel/conversation/testing/open-server.ts'
import { type HostSite, startHostSite, startWidgetServer, toPage } from './host-page.ts'
import { goTo, openBrowser } from './open-browser.ts'
import { answered, ask, openPanel } from './open-panel.ts'

const relance = 'Relance-le une heure après.'
const duree = 'Quinze à trente secondes.'

describe('the widget in two tabs of one visitor', () => {
  let browser: Browser
  let database: EmbeddedDatabase
  let site: HostSite
  before(async () => {
    browser = await openBrowser()
    database = await openKnowledge()
    site = await startHostSite()
  })
  after(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
    await database.close()
  })

  async function openTab(context: BrowserContext, address: string): Promise<Page> {
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await goTo(page, address)
    await openPanel(page)
    return page
  }

  it('shows in each what is asked and answered in the other, and follows to a new conversation', async () => {
    await using model = await openServer(database, [[relance], [duree]])
    await using server = await startWidgetServer({ database, turns: model.turns })
    const address = site.put(toPage({ head: `<script src="${server.url}/widget.js" defer></script>` }))
    const context = await browser.newContext({ locale: 'fr-FR' })
    const [first, second] = [await openTab(context, address), await openTab(context, address)]
    await first.bringToFront()
    await ask(first, forAudrey)
    await answered(second).getByText(relance).waitFor()
    await second.bringToFront()
    await ask(second, forCarole)
    await answered(first).getByText(duree).waitFor()
    assert.equal(await first.locator('.mine').count(), 2)
    const keys = await first.evaluate(() => Object.keys(localStorage).sort())
    assert.deepEqual(keys, ['lac_conversation_id', 'lac_user_id'])
    await first.evaluate(() => localStorage.setItem('theirs', '1'))
    await first.locator('.more > summary').click()
    await first.locator('.menu summary').click()
    await first.locator('.menu .chip').click()
    await second.locator('.starters .chip').first().waitFor()
    assert.equal(await second.locator('.mine').count(), 0)
    assert.equal(await first.evaluate(() => localStorage.getItem('theirs')), '1')
    await context.close()
  })

  it('completes an answer in the tab that stays when the one that asked is closed', async () => {
    await using model = await openServer(database, [['Relance-le ', { wait: 1000 }, 'une heure après.']])
    await using server = await startWidgetServer({ database, turns: model.turns })
    const address = site.put(toPage({ head: `<script src="${server.url}/widget.js" defer></script>` }))
    const context = await browser.newContext({ locale: 'fr-FR' })
    const [first, second] = [await openTab(context, address), await openTab(context, address)]
    try {
      await first.bringToFront()
      await ask(first, forAudrey)
      await first.getByText('Relance-le').waitFor()
      await second.locator('.mine').waitFor()
      await first.close()
    } finally {
      // Also when a wait above was in vain: the server closes once its turns have ended.
      await model.timers.advance(1000)
    }
    await answered(second).getByText(relance).waitFor()
    assert.equal(model.model.requests.length, 1)
    await context.close()
  })

  it('asks without the lock where a page that was left never lets go of it', async () => {
    await using model = await openServer(database, [[relance]])
    await using server = await startWidgetServer({ database, turns: model.turns })
    const address = site.put(toPage({ head: `<script src="${server.url}/widget.js" defer></script>` }))
    const context = await browser.newContext({ locale: 'fr-FR' })
    const waits: number[] = []
    await context.exposeFunction('noteWait', (milliseconds: number) => waits.push(milliseconds))
    await context.addInitScript(() => {
      const after = AbortSignal.timeout
      AbortSignal.timeout = milliseconds => {
        ;(window as unknown as { noteWait(milliseconds: number): void }).noteWait(milliseconds)
        return after.call(AbortSignal, 200)
      }
    })
    const left = await context.newPage()
    await goTo(left, address)
    await left.evaluate(() => {
      const begun = Promise.withResolvers<void>()
      void navigator.locks.request('chatbot-v2:conversation', () => {
        begun.resolve()
        return new Promise(() => {})
      })
      return begun.promise
    })
    const page = await openTab(context, address)
    await page.locator('.more').waitFor()
    await ask(page, forAudrey)
    await answered(page).getByText(relance).waitFor()
    assert.deepEqual([...new Set(waits)], [15_000])
    await context.close()
  })

  it('shows what became of the conversation meanwhile when the visitor goes back to a page', async () => {
    await using model = await openServer(database, [[relance]])
    await using server = await startWidgetServer({ database, turns: model.turns })
    const address = site.put(toPage({ head: `<script src="${server.url}/widget.js" defer></script>` }))
    const context = await browser.newContext({ locale: 'fr-FR' })
    const page = await openTab(context, address)
    await ask(page, forAudrey)
    await answered(page).getByText(relance).waitFor()
    await page.locator('.more').waitFor()
    // Another page of the site began another conversation; this one was asleep and heard nothing.
    await page.evaluate(() => {
      localStorage.removeItem('lac_conversation_id')
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    })
    await page.locator('.starters .chip').first().waitFor()
    assert.equal(await page.locator('.mine').count(), 0)
    await context.close()
  })
})
