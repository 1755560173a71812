import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, openPanel } from './open-panel.ts'
import { startScriptedServer } from './scripted-server.ts'

interface Counted {
  nodes: number
  listeners: number
  heap: number
}

/** What is alive in the page once the garbage is collected; the heap in bytes. */
async function count(session: CDPSession): Promise<Counted> {
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return { nodes, listeners: jsEventListeners, heap: usedSize }
}

/** Opens and closes the panel so many times, through the page's own calls. */
const openAndClose = (page: Page, times: number) =>
  page.evaluate(async times => {
    const { ChatbotV2 } = globalThis as unknown as { ChatbotV2: { open(): void; close(): void } }
    for (let time = 0; time < times; time++) {
      ChatbotV2.open()
      await new Promise(requestAnimationFrame)
      ChatbotV2.close()
    }
  }, times)

describe('the panel’s memory', () => {
  let browser: Browser
  before(async () => {
    browser = await openBrowser()
  })
  after(() => browser.close())

  it('stays flat over 200 times open and closed', { timeout: 60_000 }, async () => {
    const server = await startScriptedServer()
    try {
      await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
      const { page } = opened
      await openPanel(page)
      await ask(page)
      await answered(page).waitFor()
      const session = await page.context().newCDPSession(page)
      await openAndClose(page, 20)
      const first = await count(session)
      await openAndClose(page, 200)
      const last = await count(session)
      console.log(JSON.stringify({ first, last }))
      assert.ok(last.nodes - first.nodes < 50, `${first.nodes} nodes, then ${last.nodes}`)
      assert.ok(last.listeners - first.listeners < 10, `${first.listeners} listeners, then ${last.listeners}`)
      assert.ok(last.heap - first.heap < 300_000, `${first.heap} bytes, then ${last.heap}`)
    } finally {
      await server.close()
    }
  })
})
