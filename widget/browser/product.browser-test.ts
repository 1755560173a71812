// The whole product, started as an operator starts it, on an empty folder and without any key.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createFolder, type RunningProduct, startProduct } from '../../server/testing/start-product.ts'
import { findAccessibilityFaults, openBrowser, openPage } from './open-browser.ts'
import { answered, openPanel, ask as write } from './open-panel.ts'

/** Asks, and waits for the answer that comes. */
async function ask(page: Page, text: string): Promise<void> {
  const before = await answered(page).count()
  await write(page, text)
  await answered(page).nth(before).waitFor()
}

const lastAnswer = (page: Page) => page.locator('.answer').last()

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
    await openPanel(page)
    await ask(page, 'Combien d’emails dans une séquence de bienvenue ?')
    assert.equal(await lastAnswer(page).locator('.who b').textContent(), 'Audrey')
    assert.equal(await lastAnswer(page).locator('.ai').textContent(), 'IA')
    assert.ok((await lastAnswer(page).locator('.sources li').count()) > 0)
    await lastAnswer(page).locator('summary').click()
    assert.deepEqual(await findAccessibilityFaults(page), [])
    const shown = await page.locator('.log').textContent()

    await page.reload()
    await page.locator('.corner button').click()
    await lastAnswer(page).waitFor()
    assert.equal(await page.locator('.log').textContent(), shown)
    assert.ok(requested.every(url => url.startsWith(product.url)))
    assert.deepEqual(complaints, [])
  })

  it('brings Instagram to Carole, and a person to whoever asks for one', async () => {
    await using opened = await openPage(browser, product.url)
    const { page } = opened
    await openPanel(page)
    await ask(page, 'Comment faire un réel quand on n’aime pas se montrer ?')
    assert.equal(await lastAnswer(page).locator('.who b').textContent(), 'Carole')
    await page.locator('.person').click()
    await answered(page).nth(1).waitFor()
    assert.match(String(await lastAnswer(page).textContent()), /personne de l’équipe/)
    assert.ok(await lastAnswer(page).locator('a[href^="mailto:"]').isVisible())
  })

  it('answers the specialist who is chosen after a clarifying question', async () => {
    await using opened = await openPage(browser, product.url)
    const { page } = opened
    await openPanel(page)
    await ask(page, 'J’ai besoin d’aide pour mon activité')
    await page.getByRole('button', { name: 'Carole', exact: true }).click()
    await answered(page).nth(1).waitFor()
    assert.equal(await lastAnswer(page).locator('.who b').textContent(), 'Carole')
    assert.equal(await page.locator('.choices').count(), 0)
  })

  it('says when the limit is reached, and for how long', async () => {
    await using opened = await openPage(browser, product.url)
    const { page } = opened
    await openPanel(page)
    for (const text of ['un', 'deux', 'trois', 'quatre']) await ask(page, `Bonjour ${text}`)
    await write(page, 'Bonjour cinq')
    const failure = page.locator('.failure')
    await failure.getByText(/Ton message est gardé et repart dans \d+\u00A0s/).waitFor()
    assert.ok(await failure.locator('button').isDisabled())
    assert.match(String(await failure.locator('button').textContent()), /^Nouvel essai dans \d+\u00A0s$/)
  })
})
