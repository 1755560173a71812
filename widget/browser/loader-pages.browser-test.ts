import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toPage } from './host-page.ts'
import { host, input, launcher, openPanel, panel, useLoaderSite } from './loader-site.ts'

describe('the loader on pages that are strict or hostile', () => {
  const shared = useLoaderSite()
  const { open, openUrl } = shared

  describe('under a strict content policy', () => {
    const strict = (scripts: string) =>
      `default-src 'none'; img-src data:; script-src ${scripts}; connect-src ${shared.server.url}; require-trusted-types-for 'script'; trusted-types 'none'`
    const policies = {
      'a nonce': () => ({ policy: strict("'nonce-abc123'"), attribute: 'nonce="abc123"' }),
      'a nonce and strict-dynamic': () => ({
        policy: strict("'nonce-abc123' 'strict-dynamic'"),
        attribute: 'nonce="abc123"',
      }),
      'a list of hosts': () => ({ policy: strict(shared.server.url), attribute: '' }),
    }
    for (const [name, create] of Object.entries(policies)) {
      it(`works with ${name}, without unsafe words, under trusted types`, async () => {
        const { policy, attribute } = create()
        const head = shared.tag.replace('<script', `<script ${attribute}`)
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
          { head: `<style>${css}</style>${shared.tag}`, body: cover },
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
      const url = shared.site.put(toPage({ head: shared.tag }).replace('<html', '<html dir="rtl"'))
      await using opened = await openUrl(url)
      const { page } = opened
      await page.waitForSelector(launcher)
      assert.equal((await page.locator(launcher).boundingBox())?.x, 1200)
      await openPanel(page)
      assert.equal(await page.locator(input).evaluate(node => getComputedStyle(node).direction), 'ltr')
    })

    it('that takes the widget away again and again: the page goes on', async () => {
      await using opened = await open({ head: shared.tag })
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
    const inner = shared.site.put(toPage({ head: shared.tag }))
    await using opened = await open({
      body: `<iframe sandbox="allow-scripts" width="500" height="700" src="${inner}"></iframe>`,
    })
    const frame = opened.page.frameLocator('iframe')
    await frame.locator(launcher).click()
    await frame.locator(input).fill('Bonjour')
    await frame.locator(input).press('Enter')
    await frame.locator(`${host} [role=log] >> text=Bonjour`).first().waitFor()
  })
})
