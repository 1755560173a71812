// The whole product, started as an operator starts it, on an empty folder and without any key.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createFolder, type RunningProduct, startProduct } from '../../../testing/start-product.ts'
import { findAccessibilityFaults, openBrowser, openPage } from './open-browser.ts'

async function ask(page: Page, text: string): Promise<void> {
  const answers = page.locator('.chat-answer:not(.chat-arriving)')
  const before = await answers.count()
  await page.fill('#chat-input', text)
  await page.keyboard.press('Enter')
  await answers.nth(before).waitFor()
}

const lastAnswer = (page: Page) => page.locator('.chat-answer').last()

describe('the product in a browser', { timeout: 180_000 }, () => {
  let browser: Browser
  let product: RunningProduct
  const folder = createFolder()
  before(async () => {
    product = await startProduct(folder.path, { RATE_LIMIT_MESSAGES: '4' })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await product?.stop()
    folder[Symbol.dispose]()
  })

  it('answers a question from the documents, in the right specialist’s name, and keeps it over a reload', async () => {
    await using opened = await openPage(browser, product.url, { reducedMotion: 'reduce' })
    const { page, requested, complaints } = opened
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-suggestion')
    await ask(page, 'Combien d’emails dans une séquence de bienvenue ?')
    assert.equal(await lastAnswer(page).locator('.chat-name').textContent(), 'Audrey')
    assert.equal(await lastAnswer(page).locator('.chat-badge').textContent(), 'IA')
    assert.ok((await lastAnswer(page).locator('.chat-sources li').count()) > 0)
    await lastAnswer(page).locator('summary').click()
    assert.deepEqual(await findAccessibilityFaults(page), [])
    const shown = await page.locator('.chat-log').textContent()

    await page.reload()
    await page.click('.chat-launcher')
    await lastAnswer(page).waitFor()
    assert.equal(await page.locator('.chat-log').textContent(), shown)
    assert.ok(requested.every(url => url.startsWith(product.url)))
    assert.deepEqual(complaints, [])
  })

  it('brings Instagram to Carole, and a person to whoever asks for one', async () => {
    await using opened = await openPage(browser, product.url)
    const { page } = opened
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-suggestion')
    await ask(page, 'Comment faire un réel quand on n’aime pas se montrer ?')
    assert.equal(await lastAnswer(page).locator('.chat-name').textContent(), 'Carole')
    const answers = page.locator('.chat-answer:not(.chat-arriving)')
    await page.click('.chat-human')
    await answers.nth(1).waitFor()
    assert.match(String(await lastAnswer(page).textContent()), /personne de l'équipe/)
    assert.ok(await lastAnswer(page).locator('a[href^="mailto:"]').isVisible())
  })

  it('answers the specialist who is chosen after a clarifying question', async () => {
    await using opened = await openPage(browser, product.url)
    const { page } = opened
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-suggestion')
    await ask(page, 'J’ai besoin d’aide pour mon activité')
    const answers = page.locator('.chat-answer:not(.chat-arriving)')
    await page.getByRole('button', { name: 'Carole', exact: true }).click()
    await answers.nth(1).waitFor()
    assert.equal(await lastAnswer(page).locator('.chat-name').textContent(), 'Carole')
    assert.equal(await page.locator('.chat-choice').count(), 0)
  })

  it('says when the limit is reached, and for how long', async () => {
    await using opened = await openPage(browser, product.url)
    const { page } = opened
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-suggestion')
    for (const text of ['un', 'deux', 'trois', 'quatre']) await ask(page, `Bonjour ${text}`)
    await page.fill('#chat-input', 'Bonjour cinq')
    await page.keyboard.press('Enter')
    assert.match(String(await page.textContent('.chat-failure')), /Tu pourras réessayer dans \d+ secondes?/)
    assert.ok(await page.locator('.chat-retry').isDisabled())
    assert.match(String(await page.textContent('.chat-retry')), /^Réessayer dans \d+ s$/)
  })
})
