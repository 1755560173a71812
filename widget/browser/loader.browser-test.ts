import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type { TestApp } from '../../server/testing/start-test-app.ts'
import { type HostSite, startHostSite, startWidgetServer, toPage } from './host-page.ts'
import { openBrowser, openPage } from './open-browser.ts'

const host = 'chatbot-v2-widget'
const launcher = `${host} .corner button`
const panel = `${host} .panel`
const input = `${host} textarea`

describe('the loader on somebody’s page', () => {
  let browser: Browser
  let server: TestApp
  let site: HostSite
  let tag: string
  before(async () => {
    ;[browser, server, site] = await Promise.all([openBrowser(), startWidgetServer(), startHostSite()])
    tag = `<script src="${server.url}/widget.js" defer></script>`
  })
  after(async () => {
    await Promise.all([browser?.close(), server?.close(), site?.[Symbol.asyncDispose]()])
  })

  /** Opens a page of the site that carries the widget. */
  const open = (parts: Parameters<typeof toPage>[0], headers = {}, options = {}) =>
    openPage(browser, site.put(toPage(parts), headers), options)

  const paths = (requested: string[]) =>
    requested.filter(url => url.startsWith(server.url)).map(url => new URL(url).pathname)

  const stored = (page: Page) =>
    page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      document.cookie.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ])

  async function openPanel(page: Page): Promise<void> {
    await page.click(launcher)
    await page.waitForSelector(input)
  }

  it('asks for itself and nothing else, and stores nothing, in ten seconds on an idle page', async () => {
    await using opened = await open({ head: tag })
    const { page, requested, complaints } = opened
    await page.waitForSelector(launcher)
    await delay(10_000)
    assert.deepEqual(paths(requested), ['/widget.js'])
    assert.equal(requested.length, 2, 'the page and the loader')
    assert.deepEqual(await stored(page), [0, 0, 0, 0, 0])
    assert.deepEqual(complaints, [])
  })

  it('fetches panel and language when the visitor comes near, and asks the API nothing before the tap', async () => {
    for (const near of ['hover', 'focus'] as const) {
      await using opened = await open({ head: tag })
      const { page, requested } = opened
      await page.waitForSelector(launcher)
      const ready = page.evaluate(
        () => new Promise(resolve => document.addEventListener('chatbot-v2:ready', () => resolve(true))),
      )
      await page.locator(launcher)[near]()
      await ready
      const fetched = paths(requested)
      assert.equal(fetched.length, 3)
      assert.match(fetched.join(' '), /widget\/panel-[\w-]+\.js/)
      assert.match(fetched.join(' '), /widget\/fr-[\w-]+\.js/)
      assert.deepEqual(await stored(page), [0, 0, 0, 0, 0])
    }
  })

  it('opens on a tap, says so to the page, and gives the focus back when it is closed', async () => {
    await using opened = await open({ head: tag })
    const { page } = opened
    await page.evaluate(() => {
      const heard: string[] = []
      Object.assign(window, { heard })
      for (const name of ['ready', 'open', 'close'])
        document.addEventListener(`chatbot-v2:${name}`, () => heard.push(name))
    })
    await openPanel(page)
    assert.equal(await page.locator(launcher).isVisible(), false)
    await page.keyboard.press('Escape')
    await page.waitForSelector(launcher)
    const focused = await page.evaluate(
      () => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label') ?? '',
    )
    assert.equal(focused, 'Ouvrir le chat')
    assert.deepEqual(await page.evaluate('heard'), ['ready', 'open', 'close'])
  })

  describe('under a strict content policy', () => {
    const strict = (scripts: string) =>
      `default-src 'none'; img-src data:; script-src ${scripts}; connect-src ${server.url}; require-trusted-types-for 'script'; trusted-types 'none'`
    const policies = {
      'a nonce': () => ({ policy: strict("'nonce-abc123'"), attribute: 'nonce="abc123"' }),
      'a nonce and strict-dynamic': () => ({
        policy: strict("'nonce-abc123' 'strict-dynamic'"),
        attribute: 'nonce="abc123"',
      }),
      'a list of hosts': () => ({ policy: strict(server.url), attribute: '' }),
    }
    for (const [name, create] of Object.entries(policies)) {
      it(`works with ${name}, without unsafe words, under trusted types`, async () => {
        const { policy, attribute } = create()
        const head = tag.replace('<script', `<script ${attribute}`)
        await using opened = await open({ head }, { 'content-security-policy': policy })
        const { page, complaints } = opened
        await openPanel(page)
        await page.fill(input, 'Une question ?')
        await page.keyboard.press('Enter')
        await page.waitForSelector(`${host} [role=log] >> text=Bonjour`)
        assert.deepEqual(complaints, [])
        assert.equal((await page.locator(panel).boundingBox())?.width, 400)
      })
    }
  })

  it('stays through what frameworks do to a page, with what the visitor wrote', async () => {
    await using opened = await open({ head: tag })
    const { page } = opened
    await openPanel(page)
    await page.fill(input, 'Un brouillon')
    await page.evaluate(() => document.body.replaceWith(document.createElement('body')))
    assert.equal(await page.inputValue(input), 'Un brouillon')
    await page.evaluate(() => {
      document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body'))
    })
    await page.waitForSelector(input)
    assert.equal(await page.inputValue(input), 'Un brouillon')
    assert.equal(await page.locator(host).count(), 1)
  })

  it('is there once, however many tags there are', async () => {
    await using opened = await open({ head: `${tag}${tag}`, body: tag })
    const { page, complaints } = opened
    await page.waitForSelector(launcher)
    await page.evaluate(url => {
      const script = document.createElement('script')
      script.src = `${url}/widget.js?again`
      document.body.append(script)
      return new Promise(resolve => script.addEventListener('load', resolve))
    }, server.url)
    await openPanel(page)
    assert.equal(await page.locator(host).count(), 1)
    assert.deepEqual(complaints, [])
  })

  it('leaves nothing behind when it is destroyed, and can come again', async () => {
    await using opened = await open({ head: tag })
    const { page } = opened
    // Before the loader runs anything of its own: what it registers is counted from here on.
    await page.addInitScript(() => {
      const listening: { type: string; listener: unknown }[] = []
      Object.assign(window, { listening })
      for (const target of [window, document, visualViewport as EventTarget]) {
        const { addEventListener, removeEventListener } = target
        const forget = (type: string, listener: unknown) => {
          const at = listening.findIndex(each => each.type === type && each.listener === listener)
          if (at >= 0) listening.splice(at, 1)
        }
        target.addEventListener = (
          type: string,
          listener: never,
          options?: AddEventListenerOptions | boolean,
        ) => {
          const { signal, once } = typeof options === 'object' ? options : {}
          if (!once && new Error().stack?.includes('/widget')) listening.push({ type, listener })
          signal?.addEventListener('abort', () => forget(type, listener))
          addEventListener.call(target, type, listener, options)
        }
        target.removeEventListener = (type: string, listener: never, options?: boolean) => {
          forget(type, listener)
          removeEventListener.call(target, type, listener, options)
        }
      }
    })
    await page.reload()
    await page.waitForSelector(launcher)
    const look = () =>
      page.evaluate(() => ({
        elements: document.querySelectorAll('*').length - document.scripts.length,
        sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
        global: 'ChatbotV2' in window,
        attributes: [...document.documentElement.attributes, ...document.body.attributes]
          .map(({ name }) => name)
          .join(),
        animations: document.getAnimations().length,
      }))
    await openPanel(page)
    await page.evaluate(() => (window as unknown as { ChatbotV2: { destroy(): void } }).ChatbotV2.destroy())
    const left = await look()
    assert.equal(await page.locator(host).count(), 0)
    assert.deepEqual(
      { ...left, elements: 0 },
      { elements: 0, sheets: 0, global: false, attributes: 'lang', animations: 0 },
    )
    assert.deepEqual(await page.evaluate('listening.map(({ type }) => type)'), [])
    await page.evaluate(url => {
      const script = document.createElement('script')
      script.src = `${url}/widget.js`
      document.body.append(script)
    }, server.url)
    await openPanel(page)
    assert.equal(await page.locator(host).count(), 1)
  })

  it('keeps nothing of being opened and closed: as many nodes and listeners after forty times as after ten', async () => {
    await using opened = await open({ head: tag }, {}, { reducedMotion: 'reduce' })
    const { page } = opened
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const count = async () => {
      for (let times = 0; times < 3; times++) await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics')
      return metrics.filter(({ name }) => ['Nodes', 'JSEventListeners'].includes(name))
    }
    const openAndClose = async (times: number) => {
      for (let done = 0; done < times; done++) {
        await openPanel(page)
        await page.keyboard.press('Escape')
        await page.waitForSelector(launcher)
      }
    }
    await openAndClose(10)
    const early = await count()
    await openAndClose(30)
    assert.deepEqual(await count(), early)
  })

  it('touches neither the page’s globals nor its styles', async () => {
    const look = (page: Page) =>
      page.evaluate(() => {
        const style = (selector: string) => {
          const node = document.querySelector(selector)
          return node
            ? [...getComputedStyle(node)].map(name => getComputedStyle(node).getPropertyValue(name)).join()
            : ''
        }
        return {
          globals: Object.getOwnPropertyNames(window).filter(name => !/^\d+$/.test(name)),
          prototypes: [Array, Object, Element, Node, EventTarget].map(
            ({ prototype }) => Object.getOwnPropertyNames(prototype).length,
          ),
          styles: ['html', 'body', 'h1', '#own'].map(style),
        }
      })
    await using without = await open({})
    await using opened = await open({ head: tag })
    await opened.page.waitForSelector(launcher)
    const clean = await look(without.page)
    assert.deepEqual(await look(opened.page), { ...clean, globals: [...clean.globals, 'ChatbotV2'] })
    await openPanel(opened.page)
    assert.deepEqual(await look(opened.page), { ...clean, globals: [...clean.globals, 'ChatbotV2'] })
  })

  describe('on a page that is hostile to it', () => {
    const styles = {
      'unsets everything': '* { all: unset !important }',
      'hides it': `div, button, dialog, ${host} { display: none !important; visibility: hidden !important; opacity: 0 !important }`,
      'covers everything': '',
      'transforms its body':
        'body { transform: translateX(40px) scale(0.8); filter: blur(0); overflow: hidden }',
      'zooms its body': 'body { zoom: 0.5 }',
      'zooms itself': 'html { zoom: 1.5 }',
      'has letters of four pixels':
        'html { font-size: 4px } * { font: 4px serif; line-height: 1 !important }',
      'moves everything away': `* { position: static !important; margin: 99px !important; transform: translate(500px) !important }`,
      'floats and columns':
        '* { float: left !important; columns: 3 !important; writing-mode: vertical-rl !important }',
      'puts rules in a layer': `@layer site { ${host} { display: none !important } }`,
    }
    for (const [name, css] of Object.entries(styles)) {
      it(`that ${name}`, async () => {
        const cover =
          name === 'covers everything'
            ? '<div style="position:fixed;inset:0;z-index:2147483647;background:#fff"></div>'
            : ''
        await using opened = await open(
          { head: `<style>${css}</style>${tag}`, body: cover },
          {},
          { reducedMotion: 'reduce' },
        )
        const { page } = opened
        await page.waitForSelector(launcher)
        const button = await page.locator(launcher).boundingBox()
        assert.deepEqual(
          [button?.width, button?.height].map(size => Math.round(size ?? 0)),
          [60, 60],
        )
        assert.deepEqual(
          [button?.x, button?.y].map(at => Math.round(at ?? 0)),
          [1200, 720],
        )
        const top = await page.evaluate(() => document.elementFromPoint(1230, 750)?.localName)
        assert.equal(top, host)
        await openPanel(page)
        const box = await page.locator(panel).boundingBox()
        assert.equal(Math.round(box?.width ?? 0), 400)
        assert.ok(Number(box?.height) >= 560 && Number(box?.x) + 400 <= 1280, JSON.stringify(box))
        const size = await page
          .locator(input)
          .evaluate(node => Number.parseFloat(getComputedStyle(node).fontSize))
        assert.ok(size >= 16, `letters of ${size} px`)
      })
    }

    it('that reads from right to left: the button stays in its corner and the text reads from the left', async () => {
      const url = site.put(toPage({ head: tag }).replace('<html', '<html dir="rtl"'))
      await using opened = await openPage(browser, url)
      const { page } = opened
      await page.waitForSelector(launcher)
      assert.equal((await page.locator(launcher).boundingBox())?.x, 1200)
      await openPanel(page)
      assert.equal(await page.locator(input).evaluate(node => getComputedStyle(node).direction), 'ltr')
    })

    it('that takes the widget away again and again: the page goes on', async () => {
      await using opened = await open({ head: tag })
      const { page } = opened
      await page.waitForSelector(launcher)
      const turns = await page.evaluate(async tag => {
        let removals = 0
        const observer = new MutationObserver(() => {
          const widget = document.querySelector(tag)
          if (!widget) return
          removals++
          widget.remove()
        })
        observer.observe(document.documentElement, { childList: true })
        document.querySelector(tag)?.remove()
        let turns = 0
        const end = performance.now() + 500
        while (performance.now() < end) {
          await new Promise(resolve => setTimeout(resolve, 10))
          turns++
        }
        observer.disconnect()
        return { turns, removals }
      }, host)
      assert.ok(turns.turns > 10 && turns.removals > 0, JSON.stringify(turns))
      await page.waitForSelector(launcher)
    })
  })

  it('works where storage is refused, in a frame without an origin', async () => {
    const inner = site.put(toPage({ head: tag }))
    await using opened = await open({
      body: `<iframe sandbox="allow-scripts" width="500" height="700" src="${inner}"></iframe>`,
    })
    const frame = opened.page.frameLocator('iframe')
    await frame.locator(launcher).click()
    await frame.locator(input).fill('Bonjour')
    await frame.locator(input).press('Enter')
    await frame.locator(`${host} [role=log] >> text=Bonjour`).first().waitFor()
  })

  describe('however the script came', () => {
    const ways = {
      'as a module': () => ({ head: tag.replace('defer', 'type="module"') }),
      async: () => ({ head: tag.replace('defer', 'async') }),
      'in the head, before there is a body': () => ({ head: tag.replace('defer', '') }),
      'at the end of the body': () => ({ body: tag.replace('defer', '') }),
      'by a tag manager': () => ({
        body: `<script>setTimeout(() => {
          const script = document.createElement('script'); script.async = true; script.src = '${server.url}/widget.js'
          document.head.append(script)
        }, 50)</script>`,
      }),
      'imported by a module': () => ({
        body: `<script type="module">import '${server.url}/widget.js?v=2'</script>`,
      }),
      'imported late': () => ({
        body: `<script>addEventListener('load', () => import('${server.url}/widget.js'))</script>`,
      }),
    }
    for (const [name, create] of Object.entries(ways)) {
      it(`${name}: it knows its server`, async () => {
        await using opened = await open(create())
        const { page, requested, complaints } = opened
        await openPanel(page)
        await page.waitForSelector(`${host} >> text=bienvenue`)
        assert.ok(paths(requested).includes('/api/widget/config'))
        assert.deepEqual(complaints, [])
      })
    }

    it('behind a proxy’s path: everything is asked for beneath it', async () => {
      await using opened = await open({ head: tag.replace('/widget.js', '/api/v2/widget.js') })
      const { page, requested } = opened
      await openPanel(page)
      await page.waitForSelector(`${host} >> text=bienvenue`)
      assert.ok(
        paths(requested).every(path => path.startsWith('/api/v2/')),
        paths(requested).join(),
      )
    })
  })

  it('does what was called before the panel, and before the loader, were there', async () => {
    await using opened = await open({
      head: `<script>(window.ChatbotV2 ||= []).push(chat => {
        chat.on('message', message => { window.sent = message })
        chat.identify({ user_id: 'client-7' })
        chat.send('Bonjour de la page')
      })</script>${tag}`,
    })
    const { page, requested } = opened
    await page.waitForSelector(`${host} [role=log] >> text=Bonjour de la page`)
    await page.waitForFunction(() => 'sent' in window)
    const sent = (await page.evaluate('sent')) as { text: string; conversation_id: string }
    assert.equal(sent.text, 'Bonjour de la page')
    assert.equal(await page.evaluate(() => localStorage.getItem('lac_user_id')), 'client-7')
    assert.ok(paths(requested).includes('/api/chat'))
  })

  it('lets no wrong call cost a right one, and names it', async () => {
    await using opened = await open({
      head: `<script>window.ChatbotV2 = [1, null, () => { throw new Error('the page’s') }, chat => { window.came = chat }]</script>${tag}`,
    })
    const { page } = opened
    const warnings: string[] = []
    page.on('console', message => message.type() === 'warning' && warnings.push(message.text()))
    await page.waitForFunction(() => 'came' in window)
    await page.waitForSelector(launcher)
    await page.evaluate(
      `for (const wrong of [() => ChatbotV2.send(5), () => ChatbotV2.send(), () => ChatbotV2.identify('abc'), () => ChatbotV2.on('open')(), () => ChatbotV2.push(5)]) wrong()
       ChatbotV2.send('Bonjour quand même')`,
    )
    await page.waitForSelector(`${host} [role=log] >> text=Bonjour quand même`)
    assert.deepEqual(
      warnings.filter(text => text.startsWith('ChatbotV2.')).slice(-5),
      ['send', 'send', 'identify', 'on', 'push'].map(call => `ChatbotV2.${call}: wrong argument`),
    )
  })

  it('comes where its name is taken, and an old one destroyed twice leaves the new one alone', async () => {
    await using opened = await open({ head: `<script>window.ChatbotV2 = 'x'</script>${tag}` })
    const { page } = opened
    await page.waitForSelector(launcher)
    const kind = await page.evaluate(async url => {
      const named = window as unknown as { ChatbotV2?: { destroy(): void } }
      const old = named.ChatbotV2
      old?.destroy()
      const script = document.createElement('script')
      script.src = `${url}/widget.js`
      document.head.append(script)
      await new Promise(resolve => script.addEventListener('load', resolve))
      old?.destroy()
      return typeof named.ChatbotV2
    }, server.url)
    assert.equal(kind, 'object')
    await page.waitForSelector(launcher)
  })

  it('opens and closes for the page without taking the focus from what the visitor was in', async () => {
    await using opened = await open({ head: tag })
    const { page } = opened
    await page.waitForSelector(launcher)
    const call = (code: string) => page.evaluate(`ChatbotV2.${code}`)
    await call("on('close', () => { window.wasClosed = true })")
    await call('open()')
    await page.waitForSelector(input)
    await page.focus('#own')
    await call('close()')
    await page.waitForSelector(launcher)
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'own')
    assert.equal(await page.evaluate('wasClosed'), true)
  })

  it('says that the panel did not come, and fetches it at the next tap', async () => {
    await using opened = await open({ head: tag })
    const { page } = opened
    let refused = 0
    await page.route(/\/widget\/panel-/, route => (refused++ < 2 ? route.abort() : route.continue()))
    await page.waitForSelector(launcher)
    await page.locator(launcher).dispatchEvent('click')
    await page.waitForSelector(`${host} .corner p >> text=injoignable`)
    assert.equal(await page.locator(launcher).getAttribute('aria-busy'), 'false')
    await page.locator(launcher).dispatchEvent('click')
    await page.waitForSelector(`${host} .corner p >> text=injoignable`)
    await page.locator(launcher).dispatchEvent('click')
    await page.waitForSelector(input)
  })

  it('takes over a visitor of version 1 with the conversation', async () => {
    const url = site.put(toPage({ head: tag }))
    await using opened = await openPage(browser, url)
    const { page, requested } = opened
    await page.evaluate(() => {
      localStorage.setItem('lac_user_id', '11111111-1111-4111-8111-111111111111')
      localStorage.setItem('lac_conversation_id', '22222222-2222-4222-8222-222222222222')
    })
    await page.reload()
    await openPanel(page)
    const sending = page.waitForRequest(request => request.url().endsWith('/api/chat'))
    await page.fill(input, 'Encore moi')
    await page.keyboard.press('Enter')
    const { user_id, conversation_id } = (await sending).postDataJSON()
    assert.equal(user_id, '11111111-1111-4111-8111-111111111111')
    assert.equal(conversation_id, '22222222-2222-4222-8222-222222222222')
    const asked = requested.find(url => url.includes('/api/conversations/'))
    assert.match(
      asked ?? '',
      /conversations\/22222222-2222-4222-8222-222222222222\/messages\?user_id=11111111-/,
    )
    assert.equal(
      await page.evaluate(() => localStorage.getItem('lac_conversation_id')),
      '22222222-2222-4222-8222-222222222222',
    )
  })

  it('moves nothing on the page', async () => {
    await using opened = await open({ head: tag })
    const { page } = opened
    await openPanel(page)
    const shift = await page.evaluate(
      () =>
        new Promise<number>(resolve => {
          let sum = 0
          const observer = new PerformanceObserver(list => {
            for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value
          })
          observer.observe({ type: 'layout-shift', buffered: true })
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
        }),
    )
    assert.equal(shift, 0)
  })

  it('names its button in the page’s language, shows the focus, and keeps its edge in forced colours', async () => {
    for (const [lang, label] of [
      ['fr', 'Ouvrir le chat'],
      ['en-GB', 'Open the chat'],
    ] as const) {
      await using opened = await open({ head: tag, lang }, {}, { forcedColors: 'active' })
      const { page } = opened
      const button = page.locator(launcher)
      await button.waitFor()
      const attribute = (name: string) => button.getAttribute(name)
      assert.equal(await attribute('aria-label'), label)
      assert.equal(await attribute('aria-haspopup'), 'dialog')
      assert.equal(await attribute('aria-expanded'), 'false')
      await page.focus('#own')
      await page.keyboard.press('Tab')
      const style = await button.evaluate(node => {
        const { outlineStyle, outlineWidth, borderStyle, borderTopWidth } = getComputedStyle(node)
        return { outlineStyle, outlineWidth, borderStyle, borderTopWidth }
      })
      assert.deepEqual(style, {
        outlineStyle: 'solid',
        outlineWidth: '3px',
        borderStyle: 'solid',
        borderTopWidth: '2px',
      })
    }
  })

  it('speaks English on an English page, the team’s words too', async () => {
    await using opened = await open({ head: tag, lang: 'en' })
    await openPanel(opened.page)
    await opened.page.waitForSelector(`${host} >> text=Hello and welcome`)
    assert.equal(await opened.page.locator(`${host} >> text=bienvenue`).count(), 0)
  })

  it('obeys the page’s attributes', async () => {
    await using opened = await open({
      head: tag.replace(
        'defer',
        'defer data-position="left" data-colour-primary="#123456" data-language="en" data-label="Ask us"',
      ),
    })
    const { page } = opened
    const button = page.locator(launcher)
    await button.waitFor()
    assert.equal((await button.boundingBox())?.x, 20)
    assert.equal(await button.getAttribute('aria-label'), 'Ask us')
    assert.equal(await button.evaluate(node => getComputedStyle(node).backgroundColor), 'rgb(18, 52, 86)')
    assert.equal(await button.evaluate(node => getComputedStyle(node).color), 'rgb(255, 255, 255)')
  })

  it('stands in the page where an element says so, and goes back to its corner when that leaves', async () => {
    await using opened = await open({
      head: tag,
      body: `<div style="width: 500px"><${host} mode="inline"></${host}></div>`,
    })
    const { page } = opened
    await page.waitForSelector(input)
    assert.equal(await page.locator(launcher).count(), 0)
    assert.equal((await page.locator(host).boundingBox())?.width, 500)
    await page.evaluate(tag => document.querySelector(tag)?.remove(), host)
    await page.waitForSelector(launcher)
    await page.evaluate(tag => {
      const inline = document.createElement(tag)
      inline.setAttribute('mode', 'inline')
      document.querySelector('main')?.append(inline)
    }, host)
    await page.waitForSelector(`main ${input}`)
    assert.equal(await page.locator(host).count(), 1)
  })
})
