// What an answer costs a phone six times slower than this machine: issue 5's 200 tokens a second, and its first token.
// Beside it a yardstick in the same page, since a shared machine lends a process its processor in turns and at changing
// speeds: what counts is how the two compare.
import assert from 'node:assert/strict'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { openPage } from './open-browser.ts'
import { ask } from './open-panel.ts'
import { beginStream, frame, type Script, type ScriptedServer, toReply } from './scripted-server.ts'

/** Milliseconds, of issue 5: of a first token and of a task. */
export const budget = 50
/**
 * What the yardstick takes on the phone that the budget is for, in milliseconds: six times what it takes the machine
 * of docs/widget.md when nothing else runs there.
 */
const yardstickOfBudget = 225

/** NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN

const tokensPerSecond = 200
const seconds = 4
const words =
  'Voici une **idée** simple à essayer dès demain, avec un [lien](https://example.org) et du `code`. '

/** Begins an answer whose words come a while after its specialist is known, as a model takes its time to think. */
const beginAnswer: Script = async (body, response) => {
  beginStream(body, response)
  await new Promise(resolve => setTimeout(resolve, 60))
}

/** An answer at a steady rate, as a model streams it: paragraphs, lists, emphasis. */
const streamSteadily: Script = async (body, response) => {
  await beginAnswer(body, response)
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

const answerShortly: Script = async (body, response) => {
  await beginAnswer(body, response)
  response.write(frame('delta', { text: 'Voici ' }))
  await new Promise(resolve => setTimeout(resolve, 250))
  response.end(frame('done', toReply(body)))
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** When it began, in microseconds. */
  ts: number
  /** Microseconds on the thread's own clock: what other processes do on this machine meanwhile is not counted. */
  tdur?: number
  args?: { data?: { requestId?: string; url?: string } }
}

async function trace(session: CDPSession, act: () => Promise<unknown>): Promise<TraceEvent[]> {
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
  return events
}

export interface SlowPage extends AsyncDisposable {
  page: Page
  session: CDPSession
}

/** A phone: no mouse rests on the panel, beneath which the browser would look at each picture. */
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** The panel, open and empty on a phone's screen, its page's main thread slowed down six times. */
export async function openSlowly(browser: Browser, server: ScriptedServer): Promise<SlowPage> {
  const opened = await openPage(browser, server.url, phone)
  const { page } = opened
  await page.locator('.corner button').tap()
  await page.locator('.more').waitFor()
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  return { page, session, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
}

/**
 * How many times slower than the phone that the budget is for the page is at this moment, at least 1, by what has
 * nothing to do with the panel: putting some hundred lines of text into it and laying them out, again and again.
 */
export async function measureSlowness({ page }: SlowPage): Promise<number> {
  const layOut = () =>
    page.evaluate(() => {
      const began = performance.now()
      for (let turn = 0; turn < 16; turn++) {
        const box = document.createElement('div')
        box.style.cssText = 'position: absolute; visibility: hidden; width: 300px'
        document.body.append(box)
        for (let at = 0; at < 40; at++) {
          const line = document.createElement('p')
          line.textContent = 'Voici une idée simple à essayer dès demain. '.repeat(6)
          box.append(line)
          if (at % 8 === 7) box.getBoundingClientRect()
        }
        box.remove()
      }
      return performance.now() - began
    })
  // The first time, the page has to learn it; of the others, one may be interrupted.
  await layOut()
  const times = [await layOut(), await layOut(), await layOut()]
  return Math.max(1, median(times) / yardstickOfBudget)
}

/**
 * Puts a promise of the next answer into the page, resolved once it is drawn: with how long its first token took, in
 * milliseconds, from the moment at which the page has read its bytes to the first moment after the picture in which it
 * is shown (a message that is posted as the picture is made comes after it). It asks the page nothing meanwhile: that
 * would be work of the measurement's own.
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
      requestAnimationFrame(() => port2.postMessage(0))
    })
    watch.observe(root, { childList: true, subtree: true, characterData: true })
    const answer = new Promise(resolve => {
      const onAnswer = () => setTimeout(() => resolve({ firstToken }), 200)
      document.addEventListener('chatbot-v2:answer', onAnswer, { once: true })
    })
    Object.assign(globalThis, { answer })
  })

const untilAnswered = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { answer: Promise<{ firstToken: number }> }).answer)

/** How long the first token of an answer takes from its bytes to its picture, in milliseconds. */
export async function measureFirstToken({ page }: SlowPage, server: ScriptedServer): Promise<number> {
  server.scripts.push(answerShortly)
  await watchAnswer(page)
  await ask(page)
  return (await untilAnswered(page)).firstToken
}

/**
 * Streams the same answer untraced: what the browser itself calls long tasks, of over 50 ms by the clock, a neighbour's
 * turns on the processor included, from the request on. Milliseconds of each.
 */
export async function measureLongTasks({ page }: SlowPage, server: ScriptedServer): Promise<number[]> {
  await page.evaluate(() => {
    const tasks: PerformanceEntry[] = []
    const observer = new PerformanceObserver(list => tasks.push(...list.getEntries()))
    observer.observe({ type: 'longtask' })
    const long = new Promise(resolve => {
      const onAnswer = () =>
        setTimeout(() => {
          const requests = performance.getEntriesByType('resource')
          const asked = requests.findLast(({ name }) => name.endsWith('/api/chat'))?.startTime ?? 0
          resolve(
            tasks
              .filter(({ startTime, duration }) => startTime + duration > asked)
              .map(({ duration }) => duration),
          )
        }, 500)
      document.addEventListener('chatbot-v2:answer', onAnswer, { once: true })
    })
    Object.assign(globalThis, { long })
  })
  server.scripts.push(streamSteadily)
  await ask(page)
  return page.evaluate(() => (globalThis as unknown as { long: Promise<number[]> }).long)
}

/**
 * Streams an answer of 200 tokens a second. The longest task of the page's main thread in each stage of it, in
 * milliseconds: `before` its request, each 200 ms from there on, and from shortly before its `end`.
 */
export async function measureStream(
  { page, session }: SlowPage,
  server: ScriptedServer,
): Promise<Map<string, number>> {
  server.scripts.push(streamSteadily)
  const events = await trace(session, async () => {
    await watchAnswer(page)
    await ask(page)
    await untilAnswered(page)
  })
  const picture = events.findLast(({ name }) => name === 'FireAnimationFrame')
  const sent = events.find(
    ({ name, args }) => name === 'ResourceSendRequest' && args?.data?.url?.endsWith('/api/chat'),
  )
  const { requestId } = sent?.args?.data ?? {}
  const ended = events.findLast(
    ({ name, args }) => name === 'ResourceFinish' && args?.data?.requestId === requestId,
  )
  assert.ok(picture && sent && ended)
  const stages = new Map<string, number>()
  for (const { name, pid, tid, ts, tdur = 0 } of events) {
    if (name !== 'RunTask' || pid !== picture.pid || tid !== picture.tid) continue
    const since = (ts - sent.ts) / 1000
    const stage =
      ts > ended.ts - 100_000 ? 'end' : since < 0 ? 'before' : `${Math.floor(since / 200) * 200} ms`
    stages.set(stage, Math.max(stages.get(stage) ?? 0, tdur / 1000))
  }
  return stages
}
