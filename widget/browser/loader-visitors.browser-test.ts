import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toPage } from './host-page.ts'
import { host, input, launcher, openPanel, useLoaderSite } from './loader-site.ts'

describe('the loader’s button', () => {
  const shared = useLoaderSite()
  const { open, openUrl } = shared

  it('takes over a visitor of version 1 with the conversation', async () => {
    const url = shared.site.put(toPage({ head: shared.tag }))
    await using opened = await openUrl(url)
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
    await using opened = await open({ head: shared.tag })
    const { page } = opened
    await openPanel(page)
    // What the page itself has moves never; what is ours may, but as CLS counts it (not just after an input): not at all.
    const shifts = await page.evaluate(
      () =>
        new Promise<{ value: number; input: boolean; moved: string[] }[]>(resolve => {
          type Shift = { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] }
          const seen: { value: number; input: boolean; moved: string[] }[] = []
          const observer = new PerformanceObserver(list => {
            for (const { value, hadRecentInput: input, sources } of list.getEntries() as unknown as Shift[])
              seen.push({ value, input, moved: sources.map(({ node }) => node?.nodeName ?? 'ours') })
          })
          observer.observe({ type: 'layout-shift', buffered: true })
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(seen)))
        }),
    )
    const isOurs = (name: string) => name === 'ours' || name.includes('-')
    assert.deepEqual(
      shifts.filter(({ input, moved }) => !input || !moved.every(isOurs)),
      [],
    )
  })

  it('names its button in the page’s language, shows the focus, and keeps its edge in forced colours', async () => {
    for (const [lang, label] of [
      ['fr', 'Ouvrir le chat'],
      ['en-GB', 'Open the chat'],
    ] as const) {
      await using opened = await open({ head: shared.tag, lang }, {}, { forcedColors: 'active' })
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
    await using opened = await open({ head: shared.tag, lang: 'en' })
    await openPanel(opened.page)
    await opened.page.waitForSelector(`${host} >> text=Hello and welcome`)
    assert.equal(await opened.page.locator(`${host} >> text=bienvenue`).count(), 0)
  })

  it('obeys the page’s attributes', async () => {
    await using opened = await open({
      head: shared.tag.replace(
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
      head: shared.tag,
      body: `<div style="width: 500px"><${host} mode="inline"></${host}></div>`,
    })
    const { page } = opened
    await page.waitForSelector(input)
    assert.ok(!(await page.locator(launcher).isVisible()))
    assert.equal((await page.locator(host).boundingBox())?.width, 500)
    await page.locator(input).focus()
    await page.evaluate(() => {
      const note = (event: Event) => {
        document.title = event.defaultPrevented ? 'taken' : 'left'
      }
      addEventListener('keydown', event => setTimeout(note, 0, event), true)
    })
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.title === 'left', undefined, { timeout: 10_000 })
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
