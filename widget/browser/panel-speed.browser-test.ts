// DESIGN 7 and issue 5: 200 tokens a second on a phone six times slower than this machine.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { answered, ask, openPanel } from './open-panel.ts'
import { beginStream, frame, type Script, startScriptedServer, toReply } from './scripted-server.ts'

const tokensPerSecond = 200
const seconds = 4
const words =
  'Voici une **idée** simple à essayer dès demain, avec un [lien](https://example.org) et du `code`. '

/** An answer at a steady rate, as a model streams it: paragraphs, lists, emphasis. */
const streamSteadily: Script = async (body, response) => {
  beginStream(body, response)
  const pieces = words.match(/\S+\s/g) ?? []
  let text = ''
  const began = performance.now()
  for (let sent = 0; sent < tokensPerSecond * seconds; ) {
    const due = Math.floor(((performance.now() - began) / 1000) * tokensPerSecond)
    for (; sent < due; sent++) {
      const piece = `${pieces[sent % pieces.length]}${sent % 60 === 59 ? '\n\n- ' : ''}`
      text += piece
      response.write(frame('delta', { text: piece }))
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  response.end(frame('done', toReply(body, text)))
}

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** Microseconds on the thread's own clock: other processes that keep this machine busy are not counted. */
  tdur?: number
}

/** What the page's main thread was busy with while `act` ran, task by task, in milliseconds, longest first. */
async function traceTasks(session: CDPSession, act: () => Promise<void>): Promise<number[]> {
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] },
  })
  await act()
  const complete = new Promise(resolve => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  const frame = events.findLast(({ name }) => name === 'FireAnimationFrame')
  return events
    .filter(({ name, pid, tid }) => name === 'RunTask' && pid === frame?.pid && tid === frame.tid)
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((one, other) => other - one)
}

/** Notes how long the first token of the next answer takes from its arrival in the page to a picture, in milliseconds. */
const watchFirstToken = (page: Page) =>
  page.evaluate(() => {
    Object.assign(globalThis, { firstToken: undefined })
    let arrived = 0
    const decode = TextDecoder.prototype.decode
    TextDecoder.prototype.decode = function (...args) {
      const text = decode.apply(this, args)
      if (!arrived && text.includes('event: delta')) arrived = performance.now()
      return text
    }
    const watch = () => {
      const root = document.querySelector('chatbot-v2-widget')?.shadowRoot
      if (!root?.querySelector('.message[aria-busy] .text p')) return void requestAnimationFrame(watch)
      Object.assign(globalThis, { firstToken: performance.now() - arrived })
      TextDecoder.prototype.decode = decode
    }
    watch()
  })

describe('the panel on a slow phone', () => {
  let browser: Browser
  before(async () => {
    browser = await openBrowser()
  })
  after(() => browser.close())

  it('shows 200 tokens a second, its tasks within 50 ms but for a few', {
    timeout: 120_000,
  }, async () => {
    const server = await startScriptedServer()
    try {
      await using opened = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } })
      const { page } = opened
      await openPanel(page)
      const session = await page.context().newCDPSession(page)
      await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
      const firstTokens: number[] = []
      const longest: number[] = []
      const rarely: number[] = []
      // Three times, and the best counts: this machine may be busy with other things, a slow panel is slow each time.
      for (let turn = 0; turn < 3; turn++) {
        server.scripts.push(streamSteadily)
        await watchFirstToken(page)
        const tasks = await traceTasks(session, async () => {
          await ask(page)
          await answered(page).nth(turn).waitFor({ timeout: 30_000 })
        })
        firstTokens.push(
          await page.evaluate(() => (globalThis as unknown as { firstToken: number }).firstToken),
        )
        longest.push(tasks[0] ?? Number.NaN)
        rarely.push(tasks[Math.floor(tasks.length / 20)] ?? Number.NaN)
      }
      console.log(JSON.stringify({ firstTokens, longestTasks: longest, tasksP95: rarely }))
      // The budget is 50 ms on a machine with nothing else to do; this one may have.
      assert.ok(Math.min(...firstTokens) <= 150, `first token after ${firstTokens} ms`)
      assert.ok(Math.min(...rarely) <= 50, `tasks, 95th percentile: ${rarely} ms`)
      // A few meet the collection of garbage, or a neighbour on the same core.
      assert.ok(Math.min(...longest) <= 150, `longest tasks: ${longest} ms`)
    } finally {
      await server.close()
    }
  })
})
