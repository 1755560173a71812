import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import type { WidgetConfig } from '../../contract/widget-config.ts'
import { buildWidgetIfNeeded } from '../../scripts/build-widget.ts'
import { AppError } from '../../server/errors.ts'
import { loadWidgetAssets } from '../../server/http/widget-assets.ts'
import { createScriptedTurns } from '../../server/testing/scripted-turns.ts'
import type { TestApp } from '../../server/testing/start-test-app.ts'
import { type HostSite, settings, startHostSite, startWidgetServer, toPage } from './host-page.ts'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, openPanel } from './open-panel.ts'
import { widgetConfig } from './scripted-server.ts'

/** What a team may say in its own file, and no page. */
const config: WidgetConfig = {
  ...widgetConfig,
  colours: { primary: '#004d40', background: '#fffde7' },
  legal: { text: 'Tes messages sont gardés 3 mois.', url: 'https://site.example/confidentialite' },
}

describe('what a page and a team may set', () => {
  const turns = createScriptedTurns()
  /** What the next turns are refused with. */
  let refusal: AppError | undefined
  let browser: Browser
  let server: TestApp
  let site: HostSite
  before(async () => {
    browser = await openBrowser()
    await buildWidgetIfNeeded()
    site = await startHostSite()
    server = await startWidgetServer({
      turns: {
        async begin(request) {
          if (refusal) throw refusal
          return turns.begin(request)
        },
      },
      widget: { assets: await loadWidgetAssets(settings), configOf: () => config },
    })
  })
  after(async () => {
    await browser.close()
    await server.close()
    await site[Symbol.asyncDispose]()
  })

  /** A page whose tag has these attributes. */
  const open = (attributes = '', page: Parameters<typeof toPage>[0] = {}, options = {}) => {
    const head = `<script src="${server.url}/widget.js" defer ${attributes}></script>`
    return openPage(browser, site.put(toPage({ head, ...page })), options)
  }

  it('speaks with « vous » where the page does, and has the answer follow', async () => {
    await using opened = await open('data-formality="vous"')
    const { page } = opened
    await openPanel(page)
    await page.getByText('Vous parlez à des assistantes IA').waitFor()
    assert.equal(await page.locator('#input').getAttribute('placeholder'), 'Écrivez votre question…')
    await ask(page)
    await answered(page).waitFor()
    assert.equal(turns.requests.at(-1)?.formality, 'vous')
  })

  it('says « tu » where nothing is said, and has the answer follow', async () => {
    await using opened = await open()
    const { page } = opened
    await openPanel(page)
    await page.getByText('Tu parles à des assistantes IA').waitFor()
    await ask(page)
    await answered(page).waitFor()
    assert.equal(turns.requests.at(-1)?.formality, 'tu')
  })

  it('says any text as the page has it, and the page’s name, welcome and questions', async () => {
    await using opened = await open(
      `data-name="La boutique" data-welcome="Coucou !" data-suggestions="Où est ma commande ?|Des tailles ?"
       data-texts='{"placeholder":"Écris-moi","person":"Appeler Léa","notice":"Une machine te répond."}'`,
    )
    const { page } = opened
    await openPanel(page)
    assert.equal(await page.locator('#title').textContent(), 'La boutique')
    assert.equal(await page.locator('.welcome').textContent(), 'Coucou !')
    assert.deepEqual(await page.locator('.starters .chip').allTextContents(), [
      'Où est ma commande ?',
      'Des tailles ?',
    ])
    assert.equal(await page.locator('#input').getAttribute('placeholder'), 'Écris-moi')
    assert.ok(await page.getByRole('button', { name: 'Appeler Léa' }).isVisible())
    assert.match(String(await page.locator('.notice').textContent()), /Une machine te répond\./)
    await page.locator('.starters .chip').first().click()
    await answered(page).waitFor()
    assert.equal(turns.requests.at(-1)?.message, 'Où est ma commande ?')
  })

  it('shows the team’s colours and its legal line, and the page’s colours before them', async () => {
    const primaryOf = async (attributes?: string) => {
      await using opened = await open(attributes)
      const { page } = opened
      await openPanel(page)
      const legal = page.getByRole('link', { name: 'Tes messages sont gardés 3 mois.' })
      assert.equal(await legal.getAttribute('href'), 'https://site.example/confidentialite')
      await page.locator('#input').fill('Bonjour')
      return await page.locator('.send').evaluate(node => getComputedStyle(node).backgroundColor)
    }
    assert.equal(await primaryOf(), 'rgb(0, 77, 64)')
    assert.equal(await primaryOf('data-colour-primary="#123456"'), 'rgb(18, 52, 86)')
  })

  it('says in English what went wrong on an English page, each in its own words', async () => {
    const refusals: [AppError, RegExp][] = [
      [new AppError('rate_limited', { retryAfter: 30 }), /writing a little fast.* (30|29)\u00A0s/],
      [new AppError('too_many_streams', { retryAfter: 30 }), /for your network/],
      [new AppError('database_unavailable', { retryAfter: 30 }), /short break/],
      [new AppError('forbidden'), /cannot be opened from here/],
      [new AppError('message_id_reused'), /already been used for another text/],
      [new AppError('internal'), /could not be given/],
    ]
    try {
      for (const [error, text] of refusals) {
        refusal = error
        await using opened = await open('', { lang: 'en' })
        const { page } = opened
        await openPanel(page)
        await ask(page, 'A question')
        const failure = page.locator('.failure p').first()
        await failure.waitFor()
        assert.match(String(await failure.textContent()), text)
        assert.match(
          String(await page.locator('.failure button').first().textContent()),
          /^(Try|Trying) again/,
        )
      }
    } finally {
      refusal = undefined
    }
  })

  it('is light or dark as the page says, whatever the system is', async () => {
    for (const [theme, colorScheme, isDark] of [
      ['dark', 'light', true],
      ['light', 'dark', false],
    ] as const) {
      await using opened = await open(`data-theme="${theme}"`, {}, { colorScheme })
      await openPanel(opened.page)
      assert.equal(await opened.page.locator('.panel.dark').count(), isDark ? 1 : 0)
    }
  })

  it('opens under a finger', async () => {
    await using opened = await open('', {}, { hasTouch: true, viewport: { width: 390, height: 844 } })
    const { page } = opened
    await page.locator('.corner button').tap()
    await page.locator('.starters .chip').first().tap()
    await answered(page).waitFor()
  })

  it('tells the page what happens, by `on` and by events that rise from its element', async () => {
    await using opened = await open('', {
      body: `<script>
        window.heard = []
        const names = ['ready', 'open', 'message', 'agent', 'answer', 'close']
        for (const name of names)
          document.addEventListener('chatbot-v2:' + name, event => heard.push(name, event.target.localName, event.detail))
        window.ChatbotV2 = [chat => { window.end = chat.on('answer', detail => heard.push('on', detail)) }]
      </script>`,
    })
    const { page } = opened
    await openPanel(page)
    await ask(page, 'Une question')
    await answered(page).waitFor()
    await page.keyboard.press('Escape')
    const heard = (await page.evaluate('heard')) as unknown[]
    const names = heard.filter(item => typeof item === 'string' && item !== 'chatbot-v2-widget')
    const inOrder = ['ready', 'open', 'message', 'agent', 'answer', 'close']
    assert.deepEqual(
      names.filter(name => name !== 'on'),
      inOrder,
    )
    const [message, agent, answer] = ['message', 'agent', 'answer'].map(
      name => heard[heard.indexOf(name) + 2],
    )
    const { conversation_id, message_id } = message as Record<string, string>
    assert.match(String(message_id), /^[\w-]+$/)
    const ids = { conversation_id, message_id }
    assert.deepEqual(message, { ...ids, text: 'Une question' })
    assert.deepEqual(agent, { ...ids, agent: 'audrey' })
    assert.deepEqual(answer, { ...ids, agent: 'audrey', text: 'Bonjour !' })
    assert.deepEqual(heard[heard.indexOf('on') + 1], answer)
  })

  it('does as the page calls: opens, closes, sends', async () => {
    await using opened = await open()
    const { page } = opened
    await page.locator('.corner button').waitFor()
    await page.evaluate('ChatbotV2.open()')
    await page.locator('.starters .chip').first().waitFor()
    await page.evaluate('ChatbotV2.close()')
    await page.locator('.corner button').waitFor()
    await page.evaluate("ChatbotV2.send('De la page')")
    await answered(page).waitFor()
    assert.match(String(await page.locator('.mine').textContent()), /De la page$/)
  })
})
