// The whole product, started as an operator starts it, on an empty folder and without any key.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { findAccessibilityFaults, openBrowser, openPage } from './open-browser.ts'

const root = join(import.meta.dirname, '../../../..')

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(address && typeof address === 'object')
  return address.port
}

/** Asks until the product answers; throws when it has ended or a minute and a half has gone. */
async function waitUntilReady(url: string, product: ChildProcess, output: string[]): Promise<void> {
  const end = performance.now() + 90_000
  while (performance.now() < end) {
    if (product.exitCode !== null) break
    const ready = await fetch(`${url}ready`).then(
      reply => reply.ok,
      () => false,
    )
    if (ready) return
    await delay(100)
  }
  throw new Error(`the product did not start:\n${output.join('')}`)
}

async function startProduct() {
  const folder = await mkdtemp(join(tmpdir(), 'demo-page-'))
  const port = await findFreePort()
  const env = {
    PATH: process.env.PATH,
    API_HOST: '127.0.0.1',
    API_PORT: String(port),
    DATA_DIR: join(folder, 'data'),
    RATE_LIMIT_MESSAGES: '4',
  }
  // In an empty folder, so that no .env of a developer is read.
  const product = spawn(process.execPath, [join(root, 'server/main.ts')], { cwd: folder, env })
  const output: string[] = []
  for (const stream of [product.stdout, product.stderr]) stream.on('data', text => output.push(String(text)))
  const url = `http://127.0.0.1:${port}/`
  const stop = async () => {
    if (product.exitCode === null) {
      product.kill('SIGINT')
      await once(product, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  await waitUntilReady(url, product, output).catch(async error => {
    await stop()
    throw error
  })
  return { url, stop }
}

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
  let product: Awaited<ReturnType<typeof startProduct>>
  before(async () => {
    product = await startProduct()
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await product?.stop()
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
