import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { isFocused, openPanel } from './open-panel.ts'
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const phone = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const

/** Says to the page what a phone says when its keyboard comes up, or when two fingers zoom: Chromium without a screen does neither. */
const changeVisible = (page: Page, visible: { height: number; offsetTop: number; scale: number }) =>
  page.evaluate(visible => {
    const viewport = window.visualViewport as VisualViewport
    for (const [name, value] of Object.entries(visible))
      Object.defineProperty(viewport, name, { value, configurable: true })
    viewport.dispatchEvent(new Event('resize'))
  }, visible)

describe('the panel in what a phone or tablet leaves visible', () => {
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

  it('keeps the field in what the phone’s keyboard leaves visible', async () => {
    await using opened = await openPage(browser, server.url, phone)
    const { page } = opened
    await openPanel(page)
    await changeVisible(page, { height: 500, offsetTop: 30, scale: 1 })
    const box = await page.locator('.panel').boundingBox()
    assert.deepEqual([box?.y, box?.height], [30, 500])
    const field = await page.locator('#input').boundingBox()
    assert.ok(Number(field?.y) + Number(field?.height) <= 530)
  })

  it('stays as it is while the visitor zooms in with two fingers', async () => {
    await using opened = await openPage(browser, server.url, phone)
    const { page } = opened
    await openPanel(page)
    await changeVisible(page, { height: 422, offsetTop: 200, scale: 2 })
    const box = await page.locator('.panel').boundingBox()
    assert.deepEqual([box?.y, box?.height], [0, 844])
  })

  it('leaves the focus where it is when a tablet is turned, or its keyboard leaves little', async () => {
    const options = { viewport: { width: 1024, height: 700 }, hasTouch: true, isMobile: true } as const
    await using opened = await openPage(browser, server.url, options)
    const { page } = opened
    await openPanel(page)
    await page.locator('#input').focus()
    for (const height of [400, 700]) {
      await page.setViewportSize({ width: 1024, height })
      await page.waitForFunction(isWhole => {
        const root = document.querySelector('chatbot-v2-widget')?.shadowRoot
        return root?.querySelector('.panel')?.matches(':modal') === isWhole
      }, height < 480)
      assert.ok(await isFocused(page.locator('#input')), `${height}`)
    }
  })
})
