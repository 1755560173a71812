import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, holdAnswer, isFocused, openPanel, question } from './open-panel.ts'
import { beginStream, frame, type ScriptedServer, startScriptedServer, toReply } from './scripted-server.ts'

describe('the panel’s conversation in a browser', () => {
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

  it('says that an AI answers before the first message and on every answer', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    assert.match(String(await page.locator('.notice').textContent()), /assistantes IA, pas à une personne/)
    assert.equal(await page.locator('.panel').getAttribute('aria-describedby'), 'notice')
    assert.equal(await page.locator('.head .ai').textContent(), 'IA')
    await ask(page)
    await answered(page).waitFor()
    assert.equal(await answered(page).locator('.ai').textContent(), 'IA')
  })

  it('shows an answer as it arrives, then whole: specialist, text, sources', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page, complaints } = opened
    await openPanel(page)
    await ask(page)
    const { body, response } = await held
    await page.getByText('Pour commencer,').waitFor()
    assert.equal(await page.locator('.message[aria-busy] .who b').textContent(), 'Audrey')
    assert.match(String(await page.locator('[role=status]').last().textContent()), /Audrey écrit/)
    const bytes = Buffer.from(frame('delta', { text: 'l’été 👩‍💼 ' }) + frame('done', toReply(body)))
    for (const byte of bytes) response.write(Uint8Array.of(byte))
    response.end()
    const answer = answered(page)
    await answer.waitFor()
    assert.equal(await answer.locator('strong').textContent(), 'l’essentiel')
    assert.equal(await answer.locator('.text ol li').count(), 2)
    assert.equal(await answer.locator('.text > blockquote').count(), 1)
    const ring = answer.locator('.face')
    assert.equal(await ring.evaluate(node => getComputedStyle(node).borderTopColor), 'rgb(107, 33, 168)')
    const link = answer.locator('.text a')
    assert.equal(await link.getAttribute('href'), 'https://example.org/guide')
    assert.match(String(await link.getAttribute('rel')), /noopener/)
    assert.ok(!(await answer.locator('.sources ol').isVisible()))
    await answer.locator('summary').click()
    assert.match(String(await answer.locator('.sources').textContent()), /Combien d’emails · page\u00A02/)
    assert.ok(await answer.getByText('Une page, un cadeau, un email.').isVisible())
    assert.deepEqual(complaints, [])
  })

  it('opens the source that a number in the text cites', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).locator('.cite').click()
    const source = answered(page).locator('.sources li').first()
    assert.ok(await source.getByText('Cinq emails en dix jours').isVisible())
    assert.ok(await isFocused(source))
    await page.locator('.panel > [role=status]:empty').waitFor({ state: 'attached' })
  })

  it('reads out each answer once, whole, however many pieces it came in, and no history', async () => {
    const row = { confidence: null, feedback: null, created_at: '', sources: [], status: 'complete' as const }
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    /** Begins to note everything that a live region comes to hold. */
    const listen = () =>
      page.locator('.panel').evaluate(panel => {
        const heard: string[] = []
        Object.assign(globalThis, { heard })
        new MutationObserver(records => {
          for (const { target } of records) {
            const element = target instanceof Element ? target : target.parentElement
            const region = element?.closest('[aria-live], [role=status], [role=alert], [role=log]')
            if (region && region.getAttribute('aria-live') !== 'off') heard.push(region.textContent ?? '')
          }
        }).observe(panel, { childList: true, characterData: true, subtree: true })
      })
    const heard = () =>
      page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.filter(Boolean))
    await openPanel(page)
    await listen()
    await ask(page)
    await page
      .locator('.panel > [role=status]', { hasText: /^Audrey, IA\. Voici l’essentiel/ })
      .waitFor({ state: 'attached' })
    const told = await heard()
    assert.equal(told.filter(text => text.includes('l’essentiel')).length, 1, JSON.stringify(told))
    assert.ok(
      told.every(text => /^Envoi…$|cherche la réponse|Audrey écrit|^Audrey, IA/.test(text)),
      JSON.stringify(told),
    )

    const message_id = String(server.chats[0]?.message_id)
    server.history.push(
      { ...row, id: '1', message_id, role: 'user', content: question, agent: null },
      { ...row, id: '2', message_id, role: 'assistant', content: 'Salut **toi**', agent: 'carole' },
    )
    await page.reload()
    await page.locator('.corner button').hover()
    await page.locator('.panel').waitFor({ state: 'attached' })
    await listen()
    await page.locator('.corner button').click()
    await answered(page).waitFor()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    assert.deepEqual(await heard(), [])
  })

  it('says that another specialist speaks', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).waitFor()
    assert.equal(await page.locator('.change').count(), 0)
    server.scripts.push((body, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(frame('done', { ...toReply(body, 'Avec joie !'), agent: 'carole', sources: [] }))
    })
    await ask(page, 'Et mes réels ?')
    await answered(page).nth(1).waitFor()
    assert.equal(await page.locator('.change').textContent(), 'Carole prend le relais')
    assert.equal(
      await answered(page)
        .nth(1)
        .locator('.face')
        .evaluate(node => getComputedStyle(node).borderTopColor),
      'rgb(190, 24, 93)',
    )
  })

  it('stops an answer when told to, and takes the next question', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await held
    await page.getByText('Pour commencer,').waitFor()
    await page.getByRole('button', { name: 'Arrêter la réponse' }).click()
    await page.getByText('Tu as arrêté cette réponse.').waitFor()
    assert.ok(await page.locator('.answer').getByText('Pour commencer,').isVisible())
    assert.ok(await isFocused(page.locator('#input')), 'the button that was pressed is gone')
    await ask(page, 'Autre chose')
    await page.getByText('l’essentiel', { exact: true }).waitFor()
    assert.equal(server.chats.length, 2)
  })

  it('shows that a question is on its way before the server has it, and can be stopped', async () => {
    server.scripts.push(() => {})
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await page.locator('.message').getByText('Envoi…').waitFor()
    assert.ok(await page.locator('.message .dots').isVisible())
    await page.locator('.panel > [role=status]', { hasText: 'Envoi…' }).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Arrêter la réponse' }).click()
    await page.locator('.mine.kept').waitFor()
    assert.equal(await page.locator('.stop').count(), 0)
  })

  it('never lets the text of an answer, a source or a question become active', async () => {
    const payloads = [
      '<img src=x onerror="window.pwned=1">',
      '<script>window.pwned=1</script>',
      '[x](javascript:window.pwned=1)',
      '[x](JaVaScRiPt&colon;window.pwned=1)',
      '![x](https://evil.example/collect?q=1)',
      '<svg/onload=window.pwned=1>',
      '"><iframe srcdoc="<script>parent.pwned=1</script>">',
      '[x](data:text/html,<script>window.pwned=1</script>)',
      '<style>@import "https://evil.example/x.css"</style>',
    ]
    const text = payloads.join('\n\n')
    server.scripts.push((body, response) => {
      const hostile = {
        document: text,
        title: text,
        section: text,
        url: 'javascript:window.pwned=1',
        quote: text,
      }
      beginStream(body, response)
      response.write(frame('delta', { text }))
      response.end(frame('done', { ...toReply(body, text), sources: [hostile] }))
    })
    await using opened = await openPage(browser, server.url)
    const { page, requested, complaints } = opened
    await openPanel(page)
    await ask(page, text)
    await answered(page).locator('summary').click()
    const active = page.locator('.log').locator('img, script, iframe, style, object, embed, svg[onload]')
    assert.equal(await active.count(), 0)
    const links = await page
      .locator('.log a')
      .evaluateAll(nodes => nodes.map(node => node.getAttribute('href')))
    assert.ok(
      links.every(href => href === 'https://evil.example/x.css'),
      `a bare address becomes a link, which nobody follows by itself: ${links}`,
    )
    assert.equal(await page.evaluate(() => 'pwned' in window), false)
    assert.ok(requested.every(url => url.startsWith(server.url)))
    assert.deepEqual(complaints, [])
  })
})
