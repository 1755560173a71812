import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demoStates } from '../demo/states.ts'
import { findAccessibilityFaults, openBrowser, openPage } from './open-browser.ts'
import { answered, ask, isFocused, openPanel } from './open-panel.ts'
import {
  beginStream,
  clarify,
  frame,
  refuse,
  type ScriptedServer,
  startScriptedServer,
  toReply,
  widgetConfig,
} from './scripted-server.ts'

/** What is smaller than a finger: everything that can be pressed but links within a text; citations: see below. */
const findSmall = (page: Page): Promise<string[]> =>
  page.locator('.panel :is(button:not(.cite), summary, textarea)').evaluateAll(nodes =>
    nodes
      .map(node => ({ name: `${node.className || node.tagName}`, box: node.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
      .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
  )

describe('the panel’s looks in a browser', () => {
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

  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`has no fault that axe can find, in any state, at ${width} px, ${colorScheme}`, async () => {
        const options = { colorScheme, reducedMotion: 'reduce', viewport: { width, height } } as const
        await using opened = await openPage(browser, `${server.url}widget/demo`, options)
        const { page, complaints } = opened
        await page.locator('figure').last().waitFor()
        assert.equal(await page.locator('figure').count(), demoStates.length)
        assert.deepEqual(await findAccessibilityFaults(page), [])
        assert.deepEqual(await findSmall(page), [])
        assert.deepEqual(
          complaints.filter(complaint => !complaint.includes('Failed to load resource')), // an icon, which the page has not,
          [],
        )
      })
    }
  }

  it('has button and panel in the sizes that the site’s owners know', async () => {
    await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
    const { page } = opened
    const button = await page.locator('.corner button').boundingBox()
    assert.deepEqual([button?.width, button?.height], [60, 60])
    await openPanel(page)
    const panel = page.locator('.panel')
    for (const [screen, height] of [
      [720, 600],
      [800, 680],
      [1000, 720],
      [500, 460],
    ] as const) {
      await page.setViewportSize({ width: 1280, height: screen })
      const box = await panel.boundingBox()
      assert.deepEqual([box?.width, box?.height], [400, height])
      assert.deepEqual([box?.x, box?.y], [1280 - 420, screen - 20 - height])
    }
    const radius = await panel.evaluate(node => getComputedStyle(node).borderTopLeftRadius)
    assert.equal(radius, '15px')
    await page.setViewportSize({ width: 767, height: 700 })
    assert.deepEqual({ ...(await panel.boundingBox()) }, { x: 0, y: 0, width: 767, height: 700 })
    assert.ok(await isFocused(page.locator('#input')), 'turned or resized, the visitor goes on where she was')
  })

  it('has nothing wider than a screen of 320 px, and nothing to touch smaller than 44 px', async () => {
    const options = { viewport: { width: 320, height: 568 }, reducedMotion: 'reduce' } as const
    await using opened = await openPage(browser, server.url, options)
    const { page } = opened
    const overflow = () =>
      page
        .locator('.panel, .panel .scroll, .panel .foot, .panel .head')
        .evaluateAll(nodes => nodes.map(node => node.scrollWidth - node.clientWidth))
    server.scripts.push(refuse(503, 'database_unavailable', { 'retry-after': '60' }), clarify)
    await openPanel(page)
    assert.deepEqual(await findSmall(page), [])
    await ask(page)
    await page.locator('.failure').waitFor()
    assert.deepEqual(await findSmall(page), [])
    assert.deepEqual(await overflow(), [0, 0, 0, 0])
    const reading = await page.locator('.scroll').boundingBox()
    assert.ok(Number(reading?.height) > 200, `room to read: ${reading?.height}`)
    const font = await page
      .locator('#input')
      .evaluate(node => Number.parseFloat(getComputedStyle(node).fontSize))
    assert.ok(font >= 16)
  })

  it('gives each citation the room of a finger, also beside another', async () => {
    server.scripts.push((body, response) => {
      beginStream(body, response)
      response.end(
        frame('done', toReply(body, 'Un fait de plus, dit par deux sources [1][2] et deux fois [1].')),
      )
    })
    await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).waitFor()
    const hits = await page.locator('.cite').evaluateAll(nodes =>
      nodes.map((node, index) => {
        const { left, right, top, bottom } = node.getBoundingClientRect()
        const [x, y] = [(left + right) / 2, (top + bottom) / 2]
        const root = node.getRootNode() as ShadowRoot
        const hit = ([dx, dy]: number[]) => root.elementFromPoint(x + Number(dx), y + Number(dy)) === node
        const own = [
          [0, 0],
          [-8, 0],
          [8, 0],
          [0, -20],
          [0, 20],
        ]
        // Nothing stands beside the last one.
        return (index === 2 ? [...own, [-20, 0], [20, 0]] : own).map(hit)
      }),
    )
    assert.deepEqual(hits.flat(), Array(17).fill(true))
    const heights = await page
      .locator('.answer .text p')
      .evaluate(node => [
        node.getBoundingClientRect().height,
        Number.parseFloat(getComputedStyle(node).lineHeight),
      ])
    assert.equal(Number(heights[0]) % Number(heights[1]), 0, 'lines keep their distance')
  })

  it('breaks words that are too long for it', async () => {
    const word = 'abcdefghij'.repeat(40)
    await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
    const { page } = opened
    const [agent] = widgetConfig.agents
    const config = {
      ...widgetConfig,
      name: word,
      welcome: word,
      suggestions: [word],
      agents: [{ ...agent, name: word, description: word }],
    }
    await page.route('**/api/widget/config*', route => route.fulfill({ json: config }))
    await openPanel(page)
    const wide = await page.locator('.panel .scroll, .panel .scroll *, .panel .head').evaluateAll(nodes => {
      const right = Number(nodes[0]?.getBoundingClientRect().right)
      return nodes.filter(node => node.getBoundingClientRect().right > right).map(node => node.className)
    })
    assert.deepEqual(wide, [])
    assert.equal(await page.locator('.newest').count(), 0, 'nothing newer than a welcome')
  })

  it('shows its title whole on a phone', async () => {
    await using opened = await openPage(browser, server.url, { viewport: { width: 360, height: 740 } })
    await openPanel(opened.page)
    const cut = await opened.page
      .locator('.head h2')
      .evaluate(node => [node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight])
    assert.deepEqual(cut, [0, 0])
  })

  it('scrolls as a whole where the screen is hardly higher than a line', async () => {
    const options = { viewport: { width: 320, height: 200 }, reducedMotion: 'reduce' } as const
    await using opened = await openPage(browser, server.url, options)
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await answered(page).waitFor()
    assert.equal(await page.locator('.newest').count(), 0)
    const [panel, scroll] = await page
      .locator('.panel, .panel .scroll')
      .evaluateAll(nodes => nodes.map(node => node.scrollHeight - node.clientHeight))
    assert.ok(Number(panel) > 100)
    assert.equal(scroll, 0)
  })

  it('keeps clear of a phone’s rounded corners and its bar', async () => {
    await using opened = await openPage(browser, server.url, { reducedMotion: 'reduce' })
    const { page } = opened
    const session = await page.context().newCDPSession(page)
    const button = page.locator('.corner button')
    for (const [width, height] of [
      [390, 844],
      [844, 390],
    ] as const) {
      await page.setViewportSize({ width, height })
      const [top, bottom, side] = [width < height ? 47 : 0, 34, width < height ? 0 : 47]
      const insets = { top, bottom, left: side, right: side }
      await session.send('Emulation.setSafeAreaInsetsOverride' as never, { insets } as never)
      const { x = 0, y = 0, width: side60 = 0, height: high = 0 } = (await button.boundingBox()) ?? {}
      assert.ok(y + high <= height - bottom && x + side60 <= width - side, `button ${x}, ${y}`)
      await openPanel(page)
      const parts = page.locator('.panel button:visible, #input, h2')
      for (const box of await Promise.all((await parts.all()).map(part => part.boundingBox()))) {
        const { x, y, width: wide } = box ?? { x: 0, y: 0, width: 0 }
        assert.ok(x >= side && x + wide <= width - side, `${x} to ${x + wide} of ${width}`)
        assert.ok(y >= top, `${y} from the top`)
      }
      const field = await page.locator('.below').boundingBox()
      assert.ok(Number(field?.y) + Number(field?.height) <= height - bottom, 'the foot')
      await page.keyboard.press('Escape')
    }
  })

  it('moves nothing for those who asked for less motion, and 300 ms for the others', async () => {
    for (const [reducedMotion, duration] of [
      ['reduce', '0s'],
      ['no-preference', '0.3s'],
    ] as const) {
      await using opened = await openPage(browser, server.url, { reducedMotion })
      await openPanel(opened.page)
      const style = await opened.page
        .locator('.panel')
        .evaluate(node => getComputedStyle(node).transitionDuration.split(', ')[0])
      assert.equal(style, duration)
    }
  })

  it('shows its edges in forced colours', async () => {
    await using opened = await openPage(browser, server.url, { forcedColors: 'active' })
    const { page } = opened
    await openPanel(page)
    await ask(page)
    await page.locator('.answer .text').waitFor()
    for (const part of ['.mine', '.answer .text', '.send', '.field']) {
      const width = await page
        .locator(part)
        .first()
        .evaluate(node => getComputedStyle(node).borderTopWidth)
      assert.equal(width, '1px', part)
    }
  })

  it('is dark when the system is, and while it is', async () => {
    await using opened = await openPage(browser, server.url, { colorScheme: 'light' })
    const { page } = opened
    await openPanel(page)
    const ground = () => page.locator('.panel').evaluate(node => getComputedStyle(node).backgroundColor)
    assert.equal(await ground(), 'rgb(247, 247, 248)')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('.panel.dark').waitFor()
    assert.equal(await ground(), 'rgb(29, 24, 23)')
  })
})
