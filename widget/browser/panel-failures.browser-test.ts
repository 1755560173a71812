import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, holdAnswer, isFocused, openPanel } from './open-panel.ts'
import {
  beginStream,
  frame,
  refuse,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts'

describe('the panel on bad days', () => {
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

  it('counts down after 429, then sends the same message again under the same id', async () => {
    server.scripts.push(refuse(429, 'rate_limited', { 'retry-after': '3' }))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const button = page.locator('.failure button')
    await button.getByText('Nouvel essai dans 3\u00A0s').waitFor()
    assert.ok(await button.isDisabled())
    const said = await page.locator('[role=status]').last().textContent()
    assert.match(String(said), /repart dans 3\u00A0s/)
    await button.getByText('Nouvel essai dans 2\u00A0s').waitFor()
    assert.equal(
      await page.locator('[role=status]').last().textContent(),
      said,
      'read out once, not each second',
    )
    await answered(page).waitFor()
    assert.equal(server.chats.length, 2)
    assert.deepEqual(server.chats[1], server.chats[0])
    assert.equal(await page.locator('.failure').count(), 0)
    assert.equal(await page.locator('.mine').count(), 1)
  })

  it('keeps the message when the service is down, and says where else to write', async () => {
    server.scripts.push(refuse(503, 'database_unavailable', { 'retry-after': '60' }))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const failure = page.locator('.failure')
    await failure.getByText(/courte pause/).waitFor()
    assert.ok(await failure.locator('a[href="mailto:bonjour@agence-des-copines.example"]').isVisible())
    assert.match(String(await failure.locator('button').textContent()), /^Nouvel essai dans (60|59)\u00A0s$/)
    assert.ok(await page.locator('.mine.kept').isVisible())
  })

  it('keeps an unsent message over a reload, and sends it', async () => {
    server.scripts.push(refuse(503, 'database_unavailable', { 'retry-after': '60' }))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await page.locator('.failure').waitFor()
    await page.reload()
    await page.locator('.corner button').click()
    await answered(page).waitFor()
    assert.equal(server.chats[1]?.message_id, server.chats[0]?.message_id)
    assert.equal(await page.locator('.mine').count(), 1)
  })

  it('reads out why an answer broke off, and the answer when it is whole, not its first half', async () => {
    const cut: Script = (body, response) => {
      beginStream(body, response)
      response.end(frame('delta', { text: 'La moitié' }))
    }
    server.scripts.push(cut, cut)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await page.clock.install()
    await openPanel(page)
    await page.locator('.more').waitFor()
    const status = page.locator('.panel > [role=status]')
    const heard: string[] = []
    await page.exposeFunction('hear', (text: string) => heard.push(text))
    await status.evaluate(node => {
      const hear = () => (window as unknown as { hear(text: string | null): void }).hear(node.textContent)
      new MutationObserver(hear).observe(node, { childList: true, characterData: true, subtree: true })
    })
    await ask(page)
    while (server.chats.length < 3) await page.clock.runFor(200)
    await answered(page).waitFor()
    while (!heard.some(text => text.startsWith('Audrey, IA. Voici'))) await page.clock.runFor(100)
    assert.ok(
      heard.some(text => /coupée|interrompue|pause/.test(text)),
      heard.join(' | '),
    )
    assert.ok(!heard.some(text => text.includes('La moitié')), heard.join(' | '))
  })

  it('gives a message that was refused back to be edited, and sends what became of it as another', async () => {
    server.scripts.push(refuse(422, 'invalid'))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page, 'Une première façon')
    await page.locator('#input').fill('Et ceci')
    await page.getByRole('button', { name: 'Modifier' }).click()
    await page.locator('.mine').waitFor({ state: 'detached' })
    assert.equal(await page.locator('.failure').count(), 0)
    assert.equal(await page.locator('#input').inputValue(), 'Et ceci\n\nUne première façon')
    assert.ok(await isFocused(page.locator('#input')))
    await ask(page, 'Une autre façon')
    await answered(page).waitFor()
    const [refused, sent] = server.chats
    assert.deepEqual([refused?.message, sent?.message], ['Une première façon', 'Une autre façon'])
    assert.notEqual(sent?.message_id, refused?.message_id)
    await page.reload()
    await page.locator('.corner button').click()
    await page.locator('#input').waitFor()
    assert.equal(await page.locator('.failure').count(), 0, 'the refused one is not kept')
  })

  it('gives up a line on which nothing comes for 30 s, says so the second time, and sends the same message again', async () => {
    const arrived: (() => void)[] = []
    const sent = [1, 2].map(() => new Promise<void>(resolve => arrived.push(resolve)))
    server.scripts.push(...arrived.map(arrive => () => arrive()))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await page.clock.install()
    await page.reload()
    await openPanel(page)
    await ask(page)
    await sent[0]
    await page.clock.runFor(32_000)
    await sent[1]
    assert.equal(await page.locator('.failure').count(), 0)
    await page.clock.runFor(30_000)
    await page.locator('.failure').getByText('La réponse tarde trop à venir.').waitFor()
    await page.clock.runFor(10_000)
    await answered(page).waitFor()
    assert.equal(server.chats.length, 3)
    for (const chat of server.chats) assert.deepEqual(chat, server.chats[0])
  })

  it('keeps half an answer when the line is cut, and completes it under the same id', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const { response } = await held
    await page.getByText('Pour commencer,').waitFor()
    response.destroy()
    await page.getByText('l’essentiel', { exact: true }).waitFor()
    assert.equal(server.chats[1]?.message_id, server.chats[0]?.message_id)
    assert.equal(await page.getByText('Pour commencer,').count(), 0)
  })

  it('says that the browser is offline, and sends by itself once it is back', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await page.context().setOffline(true)
    await ask(page)
    await page
      .locator('.failure')
      .getByText(/hors ligne/)
      .waitFor()
    await page.context().setOffline(false)
    await answered(page).waitFor()
    assert.equal(server.chats.length, 1)
  })

  it('tries a turn that ended with an error again, under the same id', async () => {
    server.scripts.push((body, response) => {
      beginStream(body, response)
      response.end(frame('error', { code: 'internal', message: 'La réponse n’a pas pu être enregistrée.' }))
    })
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).locator('strong').waitFor()
    assert.equal(server.chats[1]?.message_id, server.chats[0]?.message_id)
  })

  it('offers to ask for the earlier messages again', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).waitFor()
    await page.route('**/messages?*', route => route.fulfill({ status: 500, body: '{}' }))
    await page.reload()
    await page.locator('.corner button').click()
    const card = page.locator('.scroll > .card')
    await card.getByText(/n’ont pas pu être affichés/).waitFor()
    await page.unroute('**/messages?*')
    await card.getByRole('button').click()
    await card.waitFor({ state: 'detached' })
  })
})
