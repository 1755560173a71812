// Pictures of every state of the demo page, to be looked at: node scripts/take-screenshots.ts <folder>
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser, openPage } from '../widget/browser/open-browser.ts'
import {
  beginStream,
  clarify,
  frame,
  refuse,
  type Script,
  startScriptedServer,
} from '../widget/browser/scripted-server.ts'

const folder = process.argv[2] ?? 'screenshots'
await mkdir(folder, { recursive: true })

const sizes = [
  { name: '390', width: 390, height: 844 },
  { name: '1280', width: 1280, height: 800 },
  { name: '320', width: 320, height: 568 },
]

const cut: Script = (body, response) => {
  beginStream(body, response)
  response.write(frame('delta', { text: 'Pour commencer, ' }), () => response.destroy())
}
const stayOpen: Script = (body, response) => {
  beginStream(body, response)
  response.write(frame('delta', { text: 'Je regarde dans mes documents et ' }))
}
const think: Script = (_body, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
}

async function ask(page: Page, question = 'Comment faire une séquence email de bienvenue ?'): Promise<void> {
  await page.fill('#chat-input', question)
  await page.keyboard.press('Enter')
}

/** State → how to reach it, and the scripts of the turns on the way. */
const states: Record<string, { scripts?: Script[]; reach: (page: Page) => Promise<unknown> }> = {
  empty: { reach: page => page.waitForSelector('.chat-suggestion') },
  answer: {
    reach: async page => {
      await ask(page)
      await page.click('.chat-sources summary')
    },
  },
  clarify: { scripts: [clarify], reach: page => ask(page).then(() => page.waitForSelector('.chat-choice')) },
  thinking: { scripts: [think], reach: page => ask(page).then(() => page.waitForSelector('.chat-dots')) },
  streaming: { scripts: [stayOpen], reach: page => ask(page).then(() => page.waitForSelector('.chat-text')) },
  limited: {
    scripts: [refuse(429, 'rate_limited', { 'retry-after': '42' })],
    reach: page => ask(page).then(() => page.waitForSelector('.chat-failure')),
  },
  unavailable: {
    scripts: [refuse(503, 'database_unavailable')],
    reach: page => ask(page).then(() => page.waitForSelector('.chat-failure')),
  },
  cut: { scripts: [cut], reach: page => ask(page).then(() => page.waitForSelector('.chat-failure')) },
  'too-long': { reach: page => page.fill('#chat-input', 'bonjour '.repeat(260)) },
}

const browser = await openBrowser()
for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, ...viewport } of sizes) {
    const server = await startScriptedServer()
    const shoot = async (state: string, reach?: (page: Page) => Promise<unknown>) => {
      const options = { viewport, colorScheme, reducedMotion: 'reduce' as const }
      await using opened = await openPage(browser, server.url, options)
      if (reach) {
        await opened.page.click('.chat-launcher')
        await opened.page.waitForSelector('.chat-suggestion')
        await reach(opened.page)
      }
      await opened.page.screenshot({
        path: join(folder, `${state}-${name}-${colorScheme}.png`),
        fullPage: !reach,
      })
    }
    await shoot('page')
    for (const [state, { scripts = [], reach }] of Object.entries(states)) {
      server.scripts.push(...scripts)
      await shoot(state, reach)
    }
    await server.close()
  }
}
await browser.close()
console.log(folder)
