import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, holdAnswer, isFocused, openPanel, question } from './open-panel.ts'
import { clarify, frame, type ScriptedServer, startScriptedServer, toReply } from './scripted-server.ts'

describe('what a visitor does with an answer, in a browser', () => {
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

  it('sends a thumb at once and a comment when there is one', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    const down = answered(page).getByRole('button', { name: 'Réponse pas utile' })
    await down.click()
    await page.locator('.answer form textarea').waitFor()
    assert.equal(await down.getAttribute('aria-pressed'), 'true')
    await page.locator('.answer form textarea').fill('Trop long')
    await page.getByRole('button', { name: 'Envoyer mon avis' }).click()
    await page.getByText('Merci pour ton avis').first().waitFor()
    const { message_id } = server.chats[0] ?? {}
    assert.deepEqual(
      server.ratings.map(({ message_id, rating, comment }) => [message_id, rating, comment]),
      [
        [message_id, 'down', undefined],
        [message_id, 'down', 'Trop long'],
      ],
    )
    assert.equal(await page.locator('.answer form').count(), 0)
  })

  it('keeps a comment that could not be saved in its field, and thanks for one that was', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).getByRole('button', { name: 'Réponse pas utile' }).click()
    await page.locator('.answer form textarea').fill('Trop long')
    await page.route('**/feedback', route => route.fulfill({ status: 500, body: '{}' }))
    await page.getByRole('button', { name: 'Envoyer mon avis' }).click()
    await page.locator('.answer').getByText('n’a pas pu être enregistré').waitFor()
    assert.equal(await page.locator('.answer form textarea').inputValue(), 'Trop long')
    assert.equal(await page.getByText('Merci pour ton avis').count(), 0)
    await page.unroute('**/feedback')
    await page.getByRole('button', { name: 'Envoyer mon avis' }).click()
    await page.locator('.answer').getByText('Merci pour ton avis').waitFor()
    assert.deepEqual(
      server.ratings.map(({ rating, comment }) => [rating, comment]),
      [
        ['down', undefined],
        ['down', 'Trop long'],
      ],
    )
  })

  it('copies an answer and says so', async () => {
    await using opened = await openPage(browser, server.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).getByRole('button', { name: 'Copier' }).click()
    await answered(page).getByRole('button', { name: 'Copié' }).waitFor()
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Voici \*\*l’essentiel\*\*/)
  })

  it('asks for a person with one press, also while an answer is on its way', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await page.locator('.starters .chip').first().click()
    const { body, response } = await held
    await page.locator('.person').click()
    response.end(frame('done', toReply(body)))
    await answered(page).nth(1).waitFor()
    assert.deepEqual(
      server.chats.map(({ message }) => message),
      [question, 'Je voudrais parler à une personne.'],
    )
  })

  it('offers a new conversation in the menu', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).waitFor()
    await page.locator('.more > summary').click()
    await page.keyboard.press('Escape')
    assert.ok(await page.locator('.panel').isVisible(), 'Escape closes the menu first')
    assert.ok(await isFocused(page.locator('.more > summary')))
    await page.locator('.more > summary').click()
    await page.locator('.menu summary', { hasText: 'Nouvelle conversation' }).click()
    assert.equal(await answered(page).count(), 1, 'one press leaves nothing')
    await page.getByRole('button', { name: 'Parler à une personne' }).first().click()
    await answered(page).nth(1).waitFor()
    assert.ok(await isFocused(page.locator('.more > summary')), 'the focus is on what can be seen')
    await page.locator('.more > summary').click()
    assert.ok(!(await page.getByRole('button', { name: 'Quitter celle-ci' }).isVisible()), 'two steps again')
    await page.locator('.menu summary', { hasText: 'Nouvelle conversation' }).click()
    await page.getByRole('button', { name: 'Quitter celle-ci pour de bon' }).click()
    await page.locator('.starters .chip').first().waitFor()
    assert.ok(!(await page.locator('.menu').isVisible()))
    await ask(page)
    await answered(page).waitFor()
    assert.notEqual(server.chats[2]?.conversation_id, server.chats[0]?.conversation_id)
    assert.equal(server.chats[2]?.user_id, server.chats[0]?.user_id)
  })

  it('answers a clarifying question with one press, until the next message', async () => {
    server.scripts.push(clarify)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await page.locator('.choices .chip').first().waitFor()
    assert.equal(await page.locator('[role=log] .choices').count(), 0, 'the log reads out messages only')
    await page.getByRole('button', { name: 'Carole', exact: true }).press('Enter')
    await answered(page).nth(1).waitFor()
    assert.equal(server.chats[1]?.message, 'Carole')
    assert.equal(await page.locator('.choices').count(), 0)
    assert.ok(await isFocused(page.locator('#input')))
  })
})
