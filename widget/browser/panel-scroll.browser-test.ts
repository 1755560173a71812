import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, holdAnswer, openPanel } from './open-panel.ts'
import { frame, refuse, type ScriptedServer, startScriptedServer, toReply } from './scripted-server.ts'

const long = 'Une ligne de plus.\n\n'.repeat(60)
const still = { reducedMotion: 'reduce' } as const

/** Where the last question stands in what is visible, in CSS pixels from its top. */
const questionTop = (page: Page): Promise<number> =>
  page.locator('.scroll').evaluate(scroll => {
    const question = [...scroll.querySelectorAll('.mine')].at(-1)
    return Number(question?.getBoundingClientRect().top) - scroll.getBoundingClientRect().top
  })

describe('scrolling in the panel', () => {
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

  it('has an older answer’s buttons pressed at their very edge too', async () => {
    await using opened = await openPage(browser, server.url, still)
    const { page } = opened
    await openPanel(page)
    for (let turn = 1; turn <= 4; turn++) {
      await ask(page)
      await answered(page)
        .nth(turn - 1)
        .waitFor()
    }
    const old = page.locator('.message', { has: page.locator('.acts') }).first()
    assert.equal(await old.evaluate(node => getComputedStyle(node).contentVisibility), 'auto')
    await old.locator('.acts').scrollIntoViewIfNeeded()
    const missed = await old.locator('.acts button').evaluateAll(
      nodes =>
        nodes.filter(node => {
          const { left, right, top, bottom } = node.getBoundingClientRect()
          const root = node.getRootNode() as ShadowRoot
          return [top + 1, bottom - 1].some(y => {
            const hit = root.elementFromPoint((left + right) / 2, y)
            return hit !== node && !node.contains(hit)
          })
        }).length,
    )
    assert.equal(missed, 0)
  })

  it('shows a long answer from its question on, and leaves alone a visitor who reads elsewhere', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url, still)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const { body, response } = await held
    response.write(frame('delta', { text: long }))
    await page.getByText('Une ligne de plus.').nth(59).waitFor({ state: 'attached' })
    assert.ok(Math.abs((await questionTop(page)) - 16) <= 2, String(await questionTop(page)))
    const scroll = page.locator('.scroll')
    await scroll.evaluate(node => node.scrollTo(0, 400))
    response.end(frame('done', toReply(body, long)))
    await answered(page).waitFor()
    assert.equal(await scroll.evaluate(node => node.scrollTop), 400)
  })

  it('offers the way to what is below, and follows it from then on', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url, still)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const { body, response } = await held
    assert.equal(await page.locator('.newest').count(), 0)
    response.write(frame('delta', { text: long }))
    const box = async (selector: string) =>
      (await page.locator(selector).last().boundingBox()) ?? assert.fail()
    const [newest, text] = [await box('.newest'), await box('.text')]
    assert.ok(newest.x + newest.width <= text.x, 'it covers no word of the answer')
    await page.locator('.newest').click()
    await page.locator('.newest').waitFor({ state: 'detached' })
    response.write(frame('delta', { text: long }))
    await page.getByText('Une ligne de plus.').nth(119).waitFor({ state: 'attached' })
    const below = () =>
      page.locator('.scroll').evaluate(node => node.scrollHeight - node.clientHeight - node.scrollTop)
    await page.waitForFunction(() => true)
    assert.ok((await below()) < 2, String(await below()))
    response.end(frame('done', toReply(body, long + long)))
    await answered(page).waitFor()
  })

  it('does not pull back a visitor who moves a little while a countdown runs', async () => {
    server.scripts.push(refuse(429, 'rate_limited', { 'retry-after': '30' }))
    await using opened = await openPage(browser, server.url, {
      ...still,
      viewport: { width: 1280, height: 500 },
    })
    const { page } = opened
    await openPanel(page)
    await ask(page, 'Une longue question. '.repeat(60))
    const button = page.locator('.failure button')
    await button.getByText('30').or(button.getByText('29')).waitFor()
    const scroll = page.locator('.scroll')
    const before = await scroll.evaluate(node => {
      node.scrollBy(0, 20)
      return node.scrollTop
    })
    await button.getByText('27').waitFor()
    assert.equal(await scroll.evaluate(node => node.scrollTop), before)
  })

  it('brings the sources into view when they are opened', async () => {
    await using opened = await openPage(browser, server.url, still)
    const { page } = opened
    await page.setViewportSize({ width: 1280, height: 560 })
    await openPanel(page)
    await ask(page)
    await page.locator('.sources summary').click()
    await page.waitForFunction(() => {
      const root = document.querySelector('chatbot-v2-widget')?.shadowRoot
      const list = root?.querySelector('.sources ol')?.getBoundingClientRect()
      const view = root?.querySelector('.scroll')?.getBoundingClientRect()
      return list && view && list.height > 0 && list.bottom <= view.bottom
    })
  })
})
