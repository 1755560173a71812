// DESIGN 7 and issue 5: 200 tokens a second on a phone six times slower than this machine, beside a yardstick in the
// same page. The figures: `npm run bench -- panel`.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import {
  budget,
  measureFirstToken,
  measureSlowness,
  measureStream,
  median,
  openSlowly,
} from './measure-panel.ts'
import { openBrowser, openPage } from './open-browser.ts'
import { ask, holdAnswer, openPanel } from './open-panel.ts'
import { frame, type ScriptedServer, startScriptedServer, toReply } from './scripted-server.ts'

// Of rounds, each in a fresh page, the best counts: a neighbour on the same core makes one slow, a slow panel each.
const mostRounds = 8

describe('the panel on a slow phone', () => {
  let browser: Browser
  let server: ScriptedServer
  before(async () => {
    browser = await openBrowser()
    server = await startScriptedServer()
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  it('shows the first token of an answer within 50 ms of its arrival', { timeout: 240_000 }, async () => {
    const medians: number[] = []
    while (medians.length < mostRounds && !medians.some(wait => wait <= budget)) {
      await using slow = await openSlowly(browser, server)
      const waits: number[] = []
      for (let turn = 0; turn < 7; turn++) waits.push(await measureFirstToken(slow, server))
      const slowness = await measureSlowness(slow)
      console.log(JSON.stringify({ firstTokens: waits.map(Math.round), slowness }))
      medians.push(median(waits) / slowness)
    }
    assert.ok(Math.min(...medians) <= budget, `medians: ${medians} ms`)
  })

  it('shows 200 tokens a second in tasks within 50 ms', { timeout: 240_000 }, async () => {
    const slowStages: [string, number][][] = []
    while (slowStages.length < mostRounds && slowStages.at(-1)?.length !== 0) {
      await using slow = await openSlowly(browser, server)
      const before = await measureSlowness(slow)
      const stages = await measureStream(slow, server)
      const slowness = (before + (await measureSlowness(slow))) / 2
      console.log(JSON.stringify({ longest: Math.max(...stages.values()), slowness }))
      slowStages.push([...stages].filter(([, longest]) => longest / slowness > budget))
    }
    assert.deepEqual(slowStages.at(-1), [], JSON.stringify(slowStages))
  })

  it('draws the end of an answer in three pictures: its words, what stands below, what is read out', async () => {
    const { script, held } = holdAnswer()
    server.scripts.push(script)
    await using opened = await openPage(browser, server.url)
    const { page } = opened
    await openPanel(page)
    await page.locator('.more').waitFor()
    await ask(page)
    const { body, response } = await held
    await page.getByText('Pour commencer,').waitFor()
    await page.evaluate(() => {
      const root = document.querySelector('chatbot-v2-widget')?.shadowRoot as ShadowRoot
      const pictures: Record<string, number> = {}
      let picture = 0
      const count = () => {
        picture += 1
        requestAnimationFrame(count)
      }
      requestAnimationFrame(count)
      const note = (what: string, isThere: unknown) => {
        if (isThere) pictures[what] ??= picture
      }
      new MutationObserver(() => {
        note('words', !root.querySelector('.message[aria-busy]'))
        note('below', root.querySelector('.answer .acts') && root.querySelector('.answer .sources'))
        note('readOut', root.querySelector('.panel > [role=status]')?.textContent?.startsWith('Audrey, IA.'))
      }).observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
      Object.assign(globalThis, { pictures })
    })
    response.end(frame('done', toReply(body)))
    await page.waitForFunction(() => 'readOut' in (globalThis as unknown as { pictures: object }).pictures)
    const { words, below, readOut } = await page.evaluate(
      () => (globalThis as unknown as { pictures: Record<'words' | 'below' | 'readOut', number> }).pictures,
    )
    assert.ok(words < below && below < readOut, JSON.stringify({ words, below, readOut }))
  })
})
