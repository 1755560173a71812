// DESIGN 7 and issue 5: 200 tokens a second on a phone six times slower than this machine.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { openBrowser, openPage } from './open-browser.ts'
import { ask, openPanel } from './open-panel.ts'
import {
  beginStream,
  frame,
  type Script,
  type ScriptedServer,
  startScriptedServer,
  toReply,
} from './scripted-server.ts'

/** Milliseconds, of issue 5. */
const firstTokenBudget = 50
const taskBudget = 50
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
  /** When it began, in microseconds. */
  ts: number
  /** Microseconds on the thread's own clock: what other processes do on this machine meanwhile is not counted. */
  tdur?: number
  args?: { data?: { requestId?: string; url?: string } }
}

/**
 * The longest task of the page's main thread in each stage of an answer, in milliseconds: `before` its request, each
 * 200 ms from there on, and from shortly before its `end`.
 */
async function traceStages(session: CDPSession, act: () => Promise<void>): Promise<Map<string, number>> {
  const events: TraceEvent[] = []
  const gather = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]))
  session.on('Tracing.dataCollected', gather)
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] },
  })
  await act()
  const complete = new Promise(resolve => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  session.off('Tracing.dataCollected', gather)
  const frame = events.findLast(({ name }) => name === 'FireAnimationFrame')
  const sent = events.find(
    ({ name, args }) => name === 'ResourceSendRequest' && args?.data?.url?.endsWith('/api/chat'),
  )
  const { requestId } = sent?.args?.data ?? {}
  const ended = events.findLast(
    ({ name, args }) => name === 'ResourceFinish' && args?.data?.requestId === requestId,
  )
  assert.ok(frame && sent && ended)
  const stages = new Map<string, number>()
  for (const { name, pid, tid, ts, tdur = 0 } of events) {
    if (name !== 'RunTask' || pid !== frame.pid || tid !== frame.tid) continue
    const since = (ts - sent.ts) / 1000
    const stage =
      ts > ended.ts - 100_000 ? 'end' : since < 0 ? 'before' : `${Math.floor(since / 200) * 200} ms`
    stages.set(stage, Math.max(stages.get(stage) ?? 0, tdur / 1000))
  }
  return stages
}

/** An answer whose words begin a while after its specialist is known, as a model takes its time to think. */
const beginLate: Script = async (body, response) => {
  beginStream(body, response)
  await new Promise(resolve => setTimeout(resolve, 60))
  response.write(frame('delta', { text: 'Voici ' }))
  await new Promise(resolve => setTimeout(resolve, 250))
  response.end(frame('done', toReply(body)))
}

/**
 * Puts a promise of the next answer into the page, resolved once it is drawn: with how long its first token took, in
 * milliseconds, from the moment at which the page has read its bytes to the first moment after the picture in which it
 * is shown (a message that is posted as the picture is made comes after it). It asks the page nothing meanwhile: that
 * would be work of the test's own.
 */
const watchAnswer = (page: Page) =>
  page.evaluate(() => {
    const { read } = ReadableStreamDefaultReader.prototype
    const decoder = new TextDecoder()
    let arrived = 0
    let firstToken = 0
    ReadableStreamDefaultReader.prototype.read = async function () {
      const result = await read.call(this)
      if (!arrived && decoder.decode(result.value).includes('event: delta')) arrived = performance.now()
      return result
    }
    const root = document.querySelector('chatbot-v2-widget')?.shadowRoot as ShadowRoot
    const watch = new MutationObserver(() => {
      if (!root.querySelector('.message[aria-busy] .text p')) return
      watch.disconnect()
      ReadableStreamDefaultReader.prototype.read = read
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        firstToken = performance.now() - arrived
      }
      port2.postMessage(0)
    })
    watch.observe(root, { childList: true, subtree: true, characterData: true })
    const answer = new Promise(resolve => {
      const onAnswer = () => setTimeout(() => resolve({ firstToken }), 200)
      document.addEventListener('chatbot-v2:answer', onAnswer, { once: true })
    })
    Object.assign(globalThis, { answer })
  })

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN

describe('the panel on a slow phone', () => {
  let browser: Browser
  before(async () => {
    browser = await openBrowser()
  })
  after(() => browser.close())

  /** The panel, open on a phone's screen, its page's main thread slowed down. */
  async function openSlowly(server: ScriptedServer) {
    const opened = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } })
    const { page } = opened
    await openPanel(page)
    await page.locator('.more').waitFor()
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    return { opened, page, session }
  }

  it('shows the first token of an answer within 50 ms of its arrival', { timeout: 240_000 }, async () => {
    const server = await startScriptedServer()
    try {
      const { opened, page } = await openSlowly(server)
      await using _ = opened
      const medians: number[] = []
      // A machine with other things to do lends the page its processor in turns of many milliseconds: of rounds, each the
      // median of its answers, the best counts. A slow panel is slow in each of them.
      for (let round = 0; round < 6 && !medians.some(value => value <= firstTokenBudget); round++) {
        const waits: number[] = []
        for (let turn = 0; turn < 7; turn++) {
          server.scripts.push(beginLate)
          await watchAnswer(page)
          await ask(page)
          const { firstToken } = await page.evaluate(
            () => (globalThis as unknown as { answer: Promise<{ firstToken: number }> }).answer,
          )
          waits.push(Math.round(firstToken))
        }
        console.log(JSON.stringify({ firstTokens: waits }))
        medians.push(median(waits))
      }
      assert.ok(Math.min(...medians) <= firstTokenBudget, `medians: ${medians} ms`)
    } finally {
      await server.close()
    }
  })

  it('shows 200 tokens a second in tasks within 50 ms', { timeout: 240_000 }, async () => {
    const server = await startScriptedServer()
    try {
      const { opened, page, session } = await openSlowly(server)
      await using _ = opened
      const least = new Map<string, number>()
      const slow = () => [...least].filter(([, longest]) => longest > taskBudget)
      // As above: a task that a neighbour on the same core made long is so in one round; what the panel takes long for,
      // in the same stage of each.
      for (let round = 0; round < 8 && (round < 2 || slow().length > 0); round++) {
        server.scripts.push(streamSteadily)
        const stages = await traceStages(session, async () => {
          await watchAnswer(page)
          await ask(page)
          await page.evaluate(() => (globalThis as unknown as { answer: Promise<unknown> }).answer)
        })
        for (const [stage, longest] of stages)
          least.set(stage, Math.min(longest, least.get(stage) ?? Number.POSITIVE_INFINITY))
        console.log(JSON.stringify({ longest: Math.max(...stages.values()), stillSlow: slow() }))
      }
      assert.deepEqual(slow(), [])
    } finally {
      await server.close()
    }
  })
})
