import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { isFocused, openPanel } from './open-panel.ts'
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts'

describe('the widget on a page that listens', () => {
  let browser: Browser
  let server: ScriptedServer
  before(async () => {
    ;[browser, server] = await Promise.all([openBrowser(), startScriptedServer()])
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  it('keeps what is typed from the page’s shortcuts', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await page.evaluate(() => {
      const heard: string[] = []
      Object.assign(globalThis, { heard })
      for (const name of ['keydown', 'keypress', 'keyup', 'input', 'paste']) {
        document.addEventListener(name, event => {
          heard.push(name)
          if (!/INPUT|TEXTAREA/.test((event.target as Element).tagName)) event.preventDefault()
        })
      }
    })
    const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)
    await page.locator('.corner button').focus()
    await page.locator('.panel').waitFor({ state: 'attached' })
    await page.keyboard.press('Space')
    await page.locator('.starters .chip').first().waitFor()
    await page.keyboard.type('mes emails / spam')
    assert.equal(await page.locator('#input').inputValue(), 'mes emails / spam')
    assert.deepEqual(await heard(), [])
    await page.locator('a.skip').press('s')
    assert.ok((await heard()).length > 0)
  })

  it('keeps the focus from a page that holds it fast', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await page.evaluate(() => {
      const own = document.body.appendChild(document.createElement('input'))
      own.id = 'own'
      document.addEventListener('focusin', event => {
        if (event.target !== own) own.focus()
      })
    })
    await openPanel(page)
    await page.locator('#input').click()
    await page.keyboard.type('Bonjour')
    assert.ok(await isFocused(page.locator('#input')))
    assert.equal(await page.locator('#input').inputValue(), 'Bonjour')
    assert.equal(await page.locator('#own').inputValue(), '')
  })
})
