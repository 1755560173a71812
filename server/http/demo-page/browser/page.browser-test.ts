import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { findAccessibilityFaults, openBrowser, openPage } from './open-browser.ts'
import { clarify, refuse, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const question = 'Comment faire une séquence email de bienvenue ?'

async function ask(page: Page): Promise<void> {
  await page.fill('#chat-input', question)
  await page.keyboard.press('Enter')
}

describe('demo page in a browser', () => {
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

  it('asks for nothing but its own files and stores nothing before the visitor opens the chat', async () => {
    await using opened = await openPage(browser, server.url)
    const { page, requested, complaints } = opened
    await page.waitForLoadState('networkidle')
    await page.mouse.wheel(0, 2000)
    assert.ok(requested.every(url => url.startsWith(server.url)))
    assert.deepEqual(
      requested.map(url => new URL(url).pathname).filter(path => path !== '/' && !path.startsWith('/demo/')),
      [],
    )
    const stored = () =>
      page.evaluate(async () => [
        localStorage.length,
        sessionStorage.length,
        document.cookie.length,
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
      ])
    assert.deepEqual(await stored(), [0, 0, 0, 0, 0])
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-suggestion')
    assert.deepEqual(await stored(), [0, 0, 0, 0, 0], 'opening stores nothing yet: only a message does')
    assert.deepEqual(complaints, [])
  })

  it('shows button and panel in the sizes that the site’s owners know', async () => {
    await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
    const { page } = opened
    const button = await page.locator('.chat-launcher').boundingBox()
    assert.deepEqual([button?.width, button?.height], [60, 60])
    await page.click('.chat-launcher')
    for (const [screen, height] of [
      [720, 600],
      [800, 680],
      [1000, 720],
      [500, 460],
    ] as const) {
      await page.setViewportSize({ width: 1280, height: screen })
      const panel = await page.locator('.chat-panel').boundingBox()
      assert.deepEqual([panel?.width, panel?.height], [400, height])
    }
    await page.setViewportSize({ width: 1280, height: 800 })
    const reading = await page.locator('.chat-scroll').boundingBox()
    assert.ok(Number(reading?.height) >= 440, `room to read: ${reading?.height}`)
    await page.setViewportSize({ width: 767, height: 700 })
    const phone = await page.locator('.chat-panel').boundingBox()
    assert.deepEqual({ ...phone }, { x: 0, y: 0, width: 767, height: 700 })
  })

  it('speaks the page’s language; the team’s where the page does not say; the browser’s where nobody does', async () => {
    const languageOn = async (lang: string, config: 'given' | 'refused') => {
      await using opened = await openPage(browser, 'about:blank', { locale: 'en-US' })
      const { page } = opened
      await page.route(server.url, async route => {
        const page = await (await route.fetch()).text()
        await route.fulfill({ body: page.replace('<html lang="fr">', lang), contentType: 'text/html' })
      })
      if (config === 'refused') await page.route('**/api/widget/config', route => route.abort())
      await page.goto(server.url)
      await page.click('.chat-launcher')
      return await page.locator('.chat-panel').getAttribute('lang')
    }
    assert.equal(await languageOn('<html lang="en">', 'given'), 'en')
    assert.equal(await languageOn('<html lang="fr">', 'given'), 'fr')
    assert.equal(await languageOn('<html>', 'given'), 'fr')
    assert.equal(await languageOn('<html>', 'refused'), 'en')
  })

  it('has nothing wider than a screen of 320 px, and nothing to touch smaller than 44 px in the panel', async () => {
    // Without motion: a box measured on its way is a hair smaller or larger than it is.
    await using opened = await openPage(browser, server.url, {
      viewport: { width: 320, height: 568 },
      reducedMotion: 'reduce',
    })
    const { page } = opened
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.equal(await overflow(), 0)
    server.scripts.push(refuse(503, 'database_unavailable'))
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-suggestion')
    const small = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.chat-panel button, .chat-panel summary, .chat-panel textarea')]
          .map(node => ({ name: node.className || node.tagName, box: node.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
          .map(({ name }) => name),
      )
    assert.deepEqual(await small(), [])
    await ask(page)
    await page.waitForSelector('.chat-failure')
    assert.deepEqual(await small(), [])
    await page.click('.chat-retry')
    await page.waitForSelector('.chat-sources')
    assert.deepEqual(await small(), [])
    server.scripts.push(clarify)
    await ask(page)
    await page.waitForSelector('.chat-choice')
    assert.deepEqual(await small(), [])
    assert.equal(await overflow(), 0)
    const font = await page
      .locator('#chat-input')
      .evaluate(node => Number.parseFloat(getComputedStyle(node).fontSize))
    assert.ok(font >= 16)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no fault that axe can find, in any state, in ${colorScheme}`, async () => {
      const viewport = { width: 1280, height: 800 }
      await using opened = await openPage(browser, server.url, {
        colorScheme,
        reducedMotion: 'reduce',
        viewport,
      })
      const { page } = opened
      const check = async (state: string) => assert.deepEqual(await findAccessibilityFaults(page), [], state)
      await check('page')
      await page.click('.chat-launcher')
      await page.waitForSelector('.chat-suggestion')
      await check('panel, empty')
      await ask(page)
      await page.click('.chat-sources summary')
      await check('answer with sources')
      server.scripts.push(clarify)
      await ask(page)
      await page.waitForSelector('.chat-choice')
      await check('clarifying question')
      server.scripts.push(refuse(429, 'rate_limited', { 'retry-after': '42' }), refuse(422, 'invalid'))
      await ask(page)
      await page.waitForSelector('.chat-failure')
      await check('limited')
      await ask(page)
      await page.waitForSelector('.chat-failure >> nth=1')
      await check('refused')
      await page.fill('#chat-input', 'x'.repeat(2001))
      await check('too long')
      await page.setViewportSize({ width: 390, height: 844 })
      await check('phone')
      await page.keyboard.press('Escape')
      await check('phone, closed')
    })
  }
})
