import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { host, input, launcher, openPanel, useLoaderSite } from './loader-site.ts'

describe('the loader on somebody’s page', () => {
  const shared = useLoaderSite()
  const { open, paths } = shared

  const stored = (page: Page) =>
    page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      document.cookie.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ])

  it('asks for itself and nothing else, and stores nothing, in ten seconds on an idle page', async () => {
    await using opened = await open({ head: shared.tag })
    const { page, requested, complaints } = opened
    await page.waitForSelector(launcher)
    await delay(10_000)
    assert.deepEqual(paths(requested), ['/widget.js'])
    assert.equal(requested.length, 2, 'the page and the loader')
    assert.deepEqual(await stored(page), [0, 0, 0, 0, 0])
    assert.deepEqual(complaints, [])
  })

  it('fetches the panel in one language when the visitor comes near, and asks the API nothing before the tap', async () => {
    for (const near of ['hover', 'focus'] as const) {
      await using opened = await open({ head: shared.tag })
      const { page, requested } = opened
      await page.waitForSelector(launcher)
      const ready = page.evaluate(
        () => new Promise(resolve => document.addEventListener('chatbot-v2:ready', () => resolve(true))),
      )
      await page.locator(launcher)[near]()
      await ready
      const fetched = paths(requested)
      assert.equal(fetched.length, 2)
      assert.match(fetched.join(' '), /widget\/panelfr-[\w-]+\.js/)
      assert.deepEqual(await stored(page), [0, 0, 0, 0, 0])
    }
  })

  it('opens on a tap, says so to the page, and gives the focus back when it is closed', async () => {
    await using opened = await open({ head: shared.tag })
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

  it('stays through what frameworks do to a page, with what the visitor wrote', async () => {
    await using opened = await open({ head: shared.tag })
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
    await using opened = await open({ head: `${shared.tag}${shared.tag}`, body: shared.tag })
    const { page, complaints } = opened
    await page.waitForSelector(launcher)
    await page.evaluate(url => {
      const script = document.createElement('script')
      script.src = `${url}/widget.js?again`
      document.body.append(script)
      return new Promise(resolve => script.addEventListener('load', resolve))
    }, shared.server.url)
    await openPanel(page)
    assert.equal(await page.locator(host).count(), 1)
    assert.deepEqual(complaints, [])
  })

  it('leaves nothing behind when it is destroyed, and can come again', async () => {
    await using opened = await open({ head: shared.tag })
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
    }, shared.server.url)
    await openPanel(page)
    assert.equal(await page.locator(host).count(), 1)
  })

  it('keeps nothing of being opened and closed: as many nodes and listeners after forty times as after ten', async () => {
    await using opened = await open({ head: shared.tag }, {}, { reducedMotion: 'reduce' })
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
    await using opened = await open({ head: shared.tag })
    await opened.page.waitForSelector(launcher)
    const clean = await look(without.page)
    assert.deepEqual(await look(opened.page), { ...clean, globals: [...clean.globals, 'ChatbotV2'] })
    await openPanel(opened.page)
    assert.deepEqual(await look(opened.page), { ...clean, globals: [...clean.globals, 'ChatbotV2'] })
  })
})
