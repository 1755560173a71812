import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import {
  beginStream,
  type ChatBody,
  clarify,
  frame,
  refuse,
  type Script,
  type ScriptedServer,
  startScriptedServer,
  toReply,
} from './scripted-server.ts'

const question = 'Comment faire une séquence email de bienvenue ?'

async function open(page: Page): Promise<void> {
  await page.click('.chat-launcher')
  await page.waitForSelector('.chat-suggestion')
}

async function ask(page: Page, text = question): Promise<void> {
  await page.fill('#chat-input', text)
  await page.keyboard.press('Enter')
}

const answered = (page: Page) => page.locator('.chat-answer:not(.chat-arriving)')
const isFocused = (page: Page, selector: string) =>
  page.locator(selector).evaluate(node => node === document.activeElement)

/** Begins an answer, then waits for the test to say how it goes on. */
function holdAnswer() {
  const held = Promise.withResolvers<{ body: ChatBody; response: Parameters<Script>[1] }>()
  const script: Script = (body, response) => {
    beginStream(body, response)
    response.write(frame('delta', { text: 'Pour commencer, ' }))
    held.resolve({ body, response })
  }
  return { script, held: held.promise }
}

describe('chat panel in a browser', () => {
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
    await open(page)
    assert.match(String(await page.textContent('.chat-notice')), /assistantes IA, pas à une personne/)
    assert.equal(await page.getAttribute('.chat-panel', 'aria-describedby'), 'chat-notice')
    await ask(page)
    await answered(page).waitFor()
    assert.equal(await answered(page).locator('.chat-badge').textContent(), 'IA')
    assert.ok(await page.isVisible('.chat-notice'))
  })

  it('shows an answer as it arrives, then whole: specialist, text, sources', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page, complaints } = opened
    await open(page)
    await ask(page)
    const { body, response } = await held
    await page.getByText('Pour commencer,').waitFor()
    assert.equal(await page.locator('.chat-arriving .chat-name').textContent(), 'Audrey')
    assert.match(String(await page.textContent('[role=status]')), /Audrey écrit/)
    const bytes = Buffer.from(frame('delta', { text: 'l’été 👩‍💼 ' }) + frame('done', toReply(body)))
    for (const byte of bytes) response.write(Uint8Array.of(byte))
    response.end()
    const answer = answered(page)
    await answer.waitFor()
    assert.equal(await answer.locator('strong').textContent(), 'l’essentiel')
    assert.equal(await answer.locator('.chat-text ol li').count(), 2)
    assert.equal(await answer.locator('.chat-text > blockquote').count(), 1)
    assert.equal(await answer.evaluate(node => getComputedStyle(node).borderLeftColor), 'rgb(107, 33, 168)')
    const link = answer.locator('.chat-text a')
    assert.equal(await link.getAttribute('href'), 'https://example.org/guide')
    assert.match(String(await link.getAttribute('rel')), /noopener/)
    assert.ok(!(await answer.locator('.chat-sources ol').isVisible()))
    await answer.locator('summary').click()
    assert.match(String(await answer.locator('.chat-sources').textContent()), /Combien d’emails · page 2/)
    assert.match(String(await answer.locator('.chat-sources').textContent()), /Une page, un cadeau, un email/)
    assert.deepEqual(complaints, [])
  })

  it('adds each message to the log once, however many pieces it came in', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await page.evaluate(() => {
      const heard: string[] = []
      Object.assign(globalThis, { heard })
      const log = document.querySelector('[role=log]') as Element
      const isLive = (node: Node) =>
        (node instanceof Element ? node : node.parentElement)
          ?.closest('[aria-live]')
          ?.getAttribute('aria-live') !== 'off'
      const observer = new MutationObserver(records => {
        for (const record of records) {
          const nodes = record.type === 'characterData' ? [record.target] : [...record.addedNodes]
          heard.push(...nodes.filter(isLive).map(node => node.textContent?.slice(0, 30) ?? ''))
        }
      })
      observer.observe(log, { childList: true, characterData: true, subtree: true })
    })
    await ask(page)
    await answered(page).waitFor()
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)
    assert.equal(heard.length, 2, JSON.stringify(heard))
    assert.match(heard[0] ?? '', /^Toi/)
    assert.match(heard[1] ?? '', /Audrey/)
  })

  it('is used with the keyboard alone, and gives the focus back', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await page.locator('.chat-launcher').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('.chat-suggestion')
    assert.ok(await isFocused(page, '#chat-input'))
    await page.keyboard.type('Bonjour')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('toi')
    assert.equal(server.chats.length, 0)
    await page.keyboard.press('Enter')
    await answered(page).waitFor()
    assert.equal(server.chats[0]?.message, 'Bonjour\ntoi')
    assert.ok(await isFocused(page, '#chat-input'))
    await page.keyboard.press('Escape')
    assert.ok(!(await page.isVisible('.chat-panel')))
    assert.ok(await isFocused(page, '.chat-launcher'))
    await page.keyboard.press('Space')
    assert.equal(await answered(page).count(), 1)
  })

  it('keeps the keyboard inside the panel where it covers the screen', async () => {
    await using opened = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } })
    const { page } = opened
    await open(page)
    for (let count = 0; count < 20; count++) {
      await page.keyboard.press('Tab')
      const outside = await page.evaluate(
        () => document.activeElement !== document.body && !document.activeElement?.closest('.chat-panel'),
      )
      assert.ok(!outside)
    }
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('[inert]').count(), 0)
  })

  it('does not send while an input method composes', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await page.fill('#chat-input', 'にほん')
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      await page.dispatchEvent('#chat-input', 'keydown', { key: 'Enter', ...init })
    }
    assert.equal(await page.inputValue('#chat-input'), 'にほん')
    assert.equal(await page.locator('.chat-question').count(), 0)
  })

  it('counts code points near the limit and keeps a message that is too long', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await page.fill('#chat-input', 'a'.repeat(1799))
    assert.ok(!(await page.isVisible('.chat-counter')))
    await page.fill('#chat-input', '😀'.repeat(2000))
    assert.equal(await page.textContent('.chat-counter'), '2000 / 2000 caractères')
    await page.fill('#chat-input', '😀'.repeat(2001))
    assert.match(String(await page.textContent('.chat-counter')), /trop long de 1 caractère\./)
    assert.equal(await page.getAttribute('#chat-input', 'aria-invalid'), 'true')
    await page.keyboard.press('Enter')
    assert.equal(await page.locator('.chat-question').count(), 0)
    await page.fill('#chat-input', '😀'.repeat(2000))
    assert.equal(await page.getAttribute('#chat-input', 'aria-invalid'), null)
    await page.keyboard.press('Enter')
    await answered(page).waitFor()
    assert.equal([...(server.chats[0]?.message ?? '')].length, 2000)
  })

  it('asks for a person with one press, also while an answer is on its way', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await page.locator('.chat-suggestion').first().click()
    const { body, response } = await held
    await page.click('.chat-human')
    response.end(frame('done', toReply(body)))
    await answered(page).nth(1).waitFor()
    assert.deepEqual(
      server.chats.map(({ message }) => message),
      [question, 'Je voudrais parler à une personne.'],
    )
  })

  it('answers a clarifying question with one press, until the next message', async () => {
    server.scripts.push(clarify)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    await page.waitForSelector('.chat-choice')
    assert.equal(await page.locator('[role=log] .chat-choice').count(), 0, 'the log reads out messages only')
    for (const name of ['Audrey', 'Carole'])
      assert.ok(await page.getByRole('button', { name, exact: true }).isVisible())
    await page.keyboard.press('Shift+Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.includes('Carole')), true)
    await page.keyboard.press('Enter')
    await answered(page).nth(1).waitFor()
    assert.equal(server.chats[1]?.message, 'Carole')
    assert.equal(await page.locator('.chat-choice').count(), 0)
    assert.ok(await isFocused(page, '#chat-input'))
  })

  it('offers the choice again after a reload', async () => {
    const asked = {
      message_id: 'm1',
      agent: null,
      confidence: null,
      feedback: null,
      created_at: '',
      sources: [],
      status: 'complete' as const,
    }
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    await answered(page).waitFor()
    server.history.push(
      { ...asked, id: '1', role: 'user', content: 'Aide-moi' },
      { ...asked, id: '2', role: 'assistant', agent: 'escalate', content: 'Audrey ou Carole ?' },
    )
    await page.reload()
    await page.click('.chat-launcher')
    await page.waitForSelector('.chat-choice')
    await ask(page, 'Autre chose')
    await answered(page).nth(1).waitFor()
    assert.equal(await page.locator('.chat-choice').count(), 0)
  })

  it('brings the sources into view when they are opened', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      server.scripts.push((body, response) => {
        beginStream(body, response)
        response.end(frame('done', toReply(body, 'Une ligne de plus.\n\n'.repeat(60))))
      })
      await using opened = await openPage(browser, server.url, { reducedMotion })
      const { page } = opened
      await open(page)
      await ask(page)
      await answered(page).waitFor()
      const scroll = page.locator('.chat-scroll')
      await scroll.evaluate(node => node.scrollTo(0, node.scrollHeight))
      await page.locator('.chat-sources summary').click()
      await page.waitForFunction(() => {
        const list = document.querySelector('.chat-sources ol')?.getBoundingClientRect()
        const view = document.querySelector('.chat-scroll')?.getBoundingClientRect()
        return list && view && list.height > 0 && list.bottom <= view.bottom
      })
    }
  })

  it('makes the team’s address a link, and no address of a quoted document', async () => {
    const message = 'Écris à bonjour@agence-des-copines.example.\n\n> Prix\\: 3 \\< 4, a@b.example \\*fin\\*'
    server.scripts.push((body, response) => {
      beginStream(body, response)
      response.end(frame('done', toReply(body, message)))
    })
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    await answered(page).waitFor()
    const addresses = await page
      .locator('.chat-answer .chat-text a')
      .evaluateAll(nodes => nodes.map(node => [node.getAttribute('href'), node.textContent]))
    assert.deepEqual(addresses, [
      ['mailto:bonjour@agence-des-copines.example', 'bonjour@agence-des-copines.example'],
    ])
    assert.equal(await page.locator('.chat-text blockquote').textContent(), 'Prix: 3 < 4, a@b.example *fin*')
  })

  it('counts down after 429 and sends the same message again under the same id', async () => {
    server.scripts.push(refuse(429, 'rate_limited', { 'retry-after': '2' }))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    assert.match(String(await page.textContent('.chat-failure')), /dans 2 secondes/)
    assert.ok(await page.locator('.chat-retry').isDisabled())
    await page.locator('.chat-retry:not(:disabled)', { hasText: /^Réessayer$/ }).click()
    await answered(page).waitFor()
    assert.equal(server.chats.length, 2)
    assert.deepEqual(server.chats[1], server.chats[0])
    assert.equal(await page.locator('.chat-failure').count(), 0)
    assert.equal(await page.locator('.chat-question').count(), 1)
    assert.ok(await isFocused(page, '#chat-input'))
  })

  it('keeps the message when the service is down, and says where else to write', async () => {
    server.scripts.push(refuse(503, 'database_unavailable'))
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    const failure = String(await page.textContent('.chat-failure'))
    assert.match(failure, /momentanément indisponible/)
    assert.match(failure, /bonjour@agence-des-copines\.example/)
    assert.ok(await page.isVisible('.chat-failure a[href="mailto:bonjour@agence-des-copines.example"]'))
    await page.click('.chat-retry')
    await answered(page).waitFor()
    assert.equal(server.chats[1]?.message_id, server.chats[0]?.message_id)
  })

  it('keeps half an answer when the line is cut, and completes it under the same id', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    const { response } = await held
    await page.getByText('Pour commencer,').waitFor()
    response.destroy()
    assert.match(String(await page.textContent('.chat-failure')), /connexion a été coupée/)
    assert.ok(await page.getByText('Pour commencer,').isVisible())
    await page.click('.chat-retry')
    await page.getByText('l’essentiel', { exact: true }).waitFor()
    assert.equal(server.chats[1]?.message_id, server.chats[0]?.message_id)
    assert.equal(await page.getByText('Pour commencer,').count(), 0)
  })

  it('shows a long answer from its question on, and leaves alone a visitor who scrolls', async () => {
    const long = 'Une ligne de plus.\n\n'.repeat(60)
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
    const { page } = opened
    await open(page)
    await ask(page)
    const { body, response } = await held
    response.write(frame('delta', { text: long }))
    await page.getByText('Une ligne de plus.').nth(59).waitFor({ state: 'attached' })
    const scroll = page.locator('.chat-scroll')
    const questionTop = () =>
      page.evaluate(() => {
        const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().top ?? 0
        return top('.chat-question') - top('.chat-scroll')
      })
    assert.ok(Math.abs((await questionTop()) - 16) <= 2, String(await questionTop()))
    await scroll.evaluate(node => node.scrollTo(0, 400))
    response.end(frame('done', toReply(body, long)))
    await answered(page).waitFor()
    assert.equal(await scroll.evaluate(node => node.scrollTop), 400)
  })

  it('says that the browser is offline, and sends once it is back', async () => {
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await page.context().setOffline(true)
    await ask(page)
    assert.match(String(await page.textContent('.chat-failure')), /hors ligne/)
    await page.context().setOffline(false)
    await page.click('.chat-retry')
    await answered(page).waitFor()
    assert.equal(server.chats.length, 1)
  })

  it('shows the server’s words when the turn ends with an error', async () => {
    server.scripts.push((body, response) => {
      beginStream(body, response)
      response.end(frame('error', { code: 'internal', message: 'La réponse n’a pas pu être enregistrée.' }))
    })
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await open(page)
    await ask(page)
    assert.match(String(await page.textContent('.chat-failure')), /pas pu être enregistrée/)
  })

  it('shows the conversation again after a reload, and brings an answer that was still missing', async () => {
    await using opened = await openPage(browser, server.url)
    const { page, requested } = opened
    await open(page)
    await ask(page)
    await answered(page).waitFor()
    const [first] = server.chats
    assert.ok(first)
    const row = {
      confidence: null,
      feedback: null,
      created_at: '2026-01-01T10:00:00Z',
      agent: null,
      sources: [],
    }
    server.history.push(
      { ...row, id: '1', message_id: 'm1', role: 'user', content: question, status: 'complete' },
      {
        ...row,
        id: '2',
        message_id: 'm1',
        role: 'assistant',
        content: 'Salut **toi**',
        agent: 'carole',
        status: 'complete',
      },
      { ...row, id: '3', message_id: 'm2', role: 'user', content: 'Et après ?', status: 'running' },
    )
    requested.length = 0
    await page.reload()
    await page.waitForLoadState('networkidle')
    assert.ok(requested.every(url => !url.includes('/api/')))
    await page.click('.chat-launcher')
    await page.getByText('l’essentiel', { exact: true }).waitFor()
    const history = requested.find(url => url.includes('/messages?'))
    assert.ok(history?.endsWith(`/conversations/${first.conversation_id}/messages?user_id=${first.user_id}`))
    assert.deepEqual(await page.locator('.chat-name').allTextContents(), ['Carole', 'Audrey'])
    assert.deepEqual({ ...server.chats[1] }, { ...first, message_id: 'm2', message: 'Et après ?' })
    await page.click(`button[aria-label="Nouvelle conversation"]`)
    await ask(page)
    await answered(page).waitFor()
    assert.notEqual(server.chats[2]?.conversation_id, first.conversation_id)
    assert.equal(server.chats[2]?.user_id, first.user_id)
  })

  it('works in a browser that refuses storage', async () => {
    await using opened = await openPage(browser, server.url)
    const { page, complaints } = opened
    await page.evaluate(() => {
      const get = () => {
        throw new DOMException('refused', 'SecurityError')
      }
      Object.defineProperty(window, 'sessionStorage', { get })
    })
    await open(page)
    await ask(page)
    await answered(page).waitFor()
    await ask(page)
    await answered(page).nth(1).waitFor()
    assert.equal(server.chats[1]?.conversation_id, server.chats[0]?.conversation_id)
    assert.deepEqual(complaints, [])
  })

  it('never lets the text of an answer, a source or a question become active', async () => {
    const payloads = [
      '<img src=x onerror="window.pwned=1">',
      '<script>window.pwned=1</script>',
      '[x](javascript:window.pwned=1)',
      '[x](JaVaScRiPt&colon;window.pwned=1)',
      '![x](https://evil.example/collect?q=1)',
      '<svg/onload=window.pwned=1>',
      '<a href="javascript:window.pwned=1">x</a>',
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
    await open(page)
    await ask(page, text)
    await answered(page).waitFor()
    await page.click('.chat-sources summary')
    const active = page.locator('.chat-log').locator('img, script, svg, iframe, style, object, embed, form')
    assert.equal(await active.count(), 0)
    const links = await page
      .locator('.chat-log a')
      .evaluateAll(nodes => nodes.map(node => node.getAttribute('href')))
    assert.deepEqual(
      links,
      ['https://evil.example/x.css'],
      'a bare address becomes a link, which nobody follows by itself',
    )
    assert.equal(await page.evaluate(() => 'pwned' in window), false)
    assert.ok(requested.every(url => url.startsWith(server.url)))
    assert.deepEqual(complaints, [])
  })
})
