import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, isFocused, openPanel } from './open-panel.ts'
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts'

describe('the panel under the keyboard', () => {
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

  it('is used with the keyboard alone, and gives the focus back', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await page.locator('.corner button').focus()
    await page.keyboard.press('Enter')
    await page.locator('.starters .chip').first().waitFor()
    assert.ok(await isFocused(page.locator('#input')))
    await page.keyboard.type('Bonjour')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('toi')
    assert.equal(server.chats.length, 0)
    await page.keyboard.press('Enter')
    await answered(page).waitFor()
    assert.equal(server.chats[0]?.message, 'Bonjour\ntoi')
    assert.equal(await page.locator('#input').inputValue(), '')
    assert.ok(await isFocused(page.locator('#input')))
    await page.keyboard.press('Escape')
    await page.locator('.panel').waitFor({ state: 'hidden' })
    assert.ok(await isFocused(page.locator('.corner button')))
    await page.keyboard.press('Space')
    await page.locator('.panel').waitFor()
    assert.equal(await answered(page).count(), 1)
  })

  it('sends what is in the field, also when the press comes before the picture of the last word', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await page.locator('#input').fill('Une séquence')
    await page.locator('.send').waitFor()
    await page.locator('#input').evaluate((field: HTMLTextAreaElement) => {
      field.value = 'Une séquence de bienvenue ?'
      field.dispatchEvent(new Event('input'))
      const root = field.getRootNode() as ShadowRoot
      root.querySelector<HTMLElement>('.send')?.click()
    })
    await answered(page).waitFor()
    assert.equal(server.chats[0]?.message, 'Une séquence de bienvenue ?')
    assert.equal(await page.locator('#input').inputValue(), '')
  })

  it('keeps the keyboard inside where it covers the screen, and leaves the page alone afterwards', async () => {
    await using opened = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } })
    const { page } = opened
    await openPanel(page)
    assert.ok(await page.locator('.panel').evaluate(node => node.matches(':modal')))
    for (let count = 0; count < 20; count++) {
      await page.keyboard.press('Tab')
      const active = await page.evaluate(() => document.activeElement?.tagName.toLowerCase())
      assert.ok(['chatbot-v2-widget', 'body'].includes(String(active)), active)
    }
    await page.locator('#input').focus()
    await page.keyboard.press('Escape')
    await page.locator('.panel').waitFor({ state: 'hidden' })
    assert.equal(await page.locator('[inert]').count(), 0)
    await page.locator('a.skip').focus()
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip')
  })

  it('stays beside the page where there is room: the page can still be used', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    assert.ok(!(await page.locator('.panel').evaluate(node => node.matches(':modal'))))
    await page.locator('a.secondary').first().click()
    assert.match(page.url(), /#services$/)
    assert.ok(await page.locator('.panel').isVisible())
  })

  it('gives the title the focus on a touch screen, where a keyboard would hide the welcome', async () => {
    const options = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    await using opened = await openPage(browser, server.url, options)
    const { page } = opened
    await openPanel(page)
    assert.ok(await isFocused(page.locator('.head h2')))
  })

  it('does not send while an input method composes', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    const field = page.locator('#input')
    await field.fill('にほん')
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      await field.dispatchEvent('keydown', { key: 'Enter', ...init })
      await field.dispatchEvent('keydown', { key: 'Escape', ...init })
    }
    assert.equal(await field.inputValue(), 'にほん')
    assert.equal(await page.locator('.mine').count(), 0)
    assert.ok(await page.locator('.panel').isVisible())
  })

  it('leaves a composition alone while an answer is drawn', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const session = await page.context().newCDPSession(page)
    await session.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
    await answered(page).waitFor()
    await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
    await session.send('Input.insertText', { text: '日本' })
    assert.equal(await page.locator('#input').inputValue(), '日本')
  })

  it('counts code points near the limit and keeps a message that is too long', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    const field = page.locator('#input')
    const count = page.locator('#count')
    await field.fill('a'.repeat(1799))
    assert.equal(await count.textContent(), '')
    await field.fill('😀'.repeat(2000))
    await count.getByText('2000\u00A0/\u00A02000 caractères').waitFor()
    await field.fill('😀'.repeat(2001))
    await count.getByText(/trop long/).waitFor()
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    await field.press('Enter')
    await page
      .getByRole('status')
      .getByText(/trop long/)
      .waitFor()
    assert.equal(await page.locator('.mine').count(), 0)
    await field.fill('😀'.repeat(2000))
    await field.press('Enter')
    await answered(page).waitFor()
    assert.equal([...(server.chats[0]?.message ?? '')].length, 2000)
  })

  it('grows with its text, up to a height, and shrinks again', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    const field = page.locator('#input')
    const height = async () => Number((await field.boundingBox())?.height)
    const small = await height()
    await field.fill('une\ndeux\ntrois')
    await page.waitForFunction(least => {
      const root = document.querySelector('chatbot-v2-widget')?.shadowRoot
      return Number(root?.querySelector('#input')?.clientHeight) > least + 40
    }, small)
    await field.fill('ligne\n'.repeat(40))
    assert.ok((await height()) <= 150)
    await field.press('Enter')
    await answered(page).waitFor()
    assert.equal(await height(), small)
  })

  it('keeps the draft over a reload', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await page.locator('#input').fill('Pas encore fini')
    await page.reload()
    await openPanel(page)
    assert.equal(await page.locator('#input').inputValue(), 'Pas encore fini')
  })
})
