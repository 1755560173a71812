// Pictures of the panel in every state, six to a sheet, and of the demo page with the panel closed and open, to be looked at:
// node scripts/take-screenshots.ts [folder]. Those in docs/widget are made by it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from '../widget/browser/open-browser.ts'
import { answered, ask, openPanel } from '../widget/browser/open-panel.ts'
import { startScriptedServer } from '../widget/browser/scripted-server.ts'
import { demoStates } from '../widget/demo/states.ts'

const folder = process.argv[2] ?? 'docs/widget'
const perSheet = 6
const schemes = ['light', 'dark'] as const

/** Pictures by WebP, which Chromium writes itself; playwright's own are PNG, five times as large. */
async function shoot(page: Page, name: string): Promise<void> {
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
  }))
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 40,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 0.7 },
  })
  const picture = Buffer.from(data, 'base64')
  await writeFile(join(folder, `${name}.webp`), picture)
  console.log(`${name}.webp ${(picture.length / 1024).toFixed(0)} KB`)
}

/** States side by side as on a wide screen. */
async function shootWide(page: Page, url: string, states: string[], name: string): Promise<void> {
  await page.goto(`${url}widget/demo#${states.join()}`)
  await page.reload()
  await page.locator('figure').last().waitFor()
  await shoot(page, name)
}

/** States side by side, each in a frame as wide as a phone. */
async function shootPhones(page: Page, url: string, states: string[], name: string): Promise<void> {
  const frames = states.map(
    state => `<iframe src="${url}widget/demo#${state}" width="390" height="790"></iframe>`,
  )
  await page.route('**/sheet', route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<style>body{margin:8px;display:flex;flex-wrap:wrap;gap:8px}iframe{border:0}</style>${frames.join('')}`,
    }),
  )
  await page.goto(`${url}sheet`)
  for (const frame of page.frames().slice(1)) {
    await frame.locator('figure').waitFor()
    await frame.locator('h1').evaluate(node => node.remove())
  }
  await shoot(page, name)
  await page.unroute('**/sheet')
}

/** The demo page with the button, then with an answer in the panel. */
async function shootPage(browser: Browser, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
  const server = await startScriptedServer()
  const viewport = { width, height: width < 768 ? 844 : 800 }
  await using opened = await openPage(browser, server.url, { viewport, colorScheme, reducedMotion: 'reduce' })
  const { page } = opened
  const session = await page.context().newCDPSession(page)
  const shootView = async (name: string) => {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 })
    await writeFile(join(folder, `${name}-${width}-${colorScheme}.webp`), Buffer.from(data, 'base64'))
  }
  await page.locator('.corner button').waitFor()
  await shootView('button')
  await openPanel(page)
  await ask(page)
  await answered(page).locator('summary').click()
  // They are scrolled to once the browser says that they were opened.
  await page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await shootView('page')
  await server.close()
}

await mkdir(folder, { recursive: true })
const server = await startScriptedServer()
const browser = await openBrowser()
const ids = demoStates.map(({ id }) => id)
for (const colorScheme of schemes) {
  for (const width of [390, 1280]) await shootPage(browser, width, colorScheme)
  const options = { viewport: { width: 1280, height: 800 }, colorScheme, reducedMotion: 'reduce' as const }
  await using opened = await openPage(browser, 'about:blank', options)
  for (let first = 0; first < ids.length; first += perSheet) {
    const states = ids.slice(first, first + perSheet)
    const sheet = `${colorScheme}-${first / perSheet + 1}`
    await shootWide(opened.page, server.url, states, `states-1280-${sheet}`)
    await shootPhones(opened.page, server.url, states, `states-390-${sheet}`)
  }
}
await browser.close()
await server.close()
