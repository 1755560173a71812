// What the widget costs a page: bytes, time on a slow phone with and without it, and memory over 200 times open and
// closed, in the system's Chromium. What Lighthouse says of it: `npm run bench -- lighthouse`.
import { type Browser, type CDPSession, chromium } from 'playwright-core'
import { buildWidgetIfNeeded, type FileSize, readManifest, toFetched } from '../scripts/build-widget.ts'
import { startHostSite, startWidgetServer, toPage } from '../widget/browser/host-page.ts'

/** KB by gzip of what others ship until a visitor can write, as measured for issue 5. */
const others = { n8n: 456, Flowise: 284, AnythingLLM: 214, Typebot: 196, 'deep-chat': 111 }
const runs = 15
const openings = 200
const launcher = 'chatbot-v2-widget .corner button'

/** Prints three Markdown tables. */
export async function run(): Promise<void> {
  await printSizes()
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  const server = await startWidgetServer()
  await using site = await startHostSite()
  const tag = `<script src="${server.url}/widget.js" defer></script>`
  try {
    await printCosts(browser, { without: site.put(toPage({})), with: site.put(toPage({ head: tag })) })
    await printMemory(browser, site.put(toPage({ head: tag })))
  } finally {
    await browser.close()
    await server.close()
  }
}

async function printSizes(): Promise<void> {
  await buildWidgetIfNeeded()
  const manifest = await readManifest()
  if (manifest === null) throw new Error('dist/widget is missing')
  const { loader, panel, rest, whole } = toFetched(manifest)
  const row = (name: string, size: FileSize) =>
    `| ${name} | ${toKilobytes(size.brotli)} | ${toKilobytes(size.gzip)} | ${toKilobytes(size.plain)} |`
  console.log('| | brotli, KB | gzip, KB | plain, KB |\n| --- | ---: | ---: | ---: |')
  console.log(row('loader (every page)', loader))
  console.log(row('panel in French (first intent)', panel))
  console.log(row('rest of it (once it is shown)', rest))
  console.log(row('**chatbot-v2, all**', whole))
  for (const [name, gzip] of Object.entries(others)) console.log(`| ${name} | | ${gzip} | |`)
}

const toKilobytes = (bytes: number) => (bytes / 1024).toFixed(1)

/** Runs in the page. Blocking is what each task has beyond 50 ms. */
const readCost = `(async () => {
  const entriesOf = type => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries())).observe({ type, buffered: true })
    setTimeout(resolve, 200, [])
  })
  const sum = values => values.reduce((total, value) => total + value, 0)
  return {
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    blocked: sum((await entriesOf('longtask')).map(({ duration }) => duration - 50)),
    shift: sum((await entriesOf('layout-shift')).map(({ value }) => value)),
  }
})()`

interface Cost {
  firstPaint: number
  blocked: number
  shift: number
}

/** Times on a phone of the middle class, as Lighthouse throttles: CPU 4 times slower, 150 ms, 1.6 Mbit/s. */
async function printCosts(browser: Browser, pages: Record<'without' | 'with', string>): Promise<void> {
  const costs: Record<string, Cost[]> = { without: [], with: [] }
  // One after the other by turns, so that a busy moment of the machine meets both.
  for (let run = 0; run < runs; run++) {
    for (const [name, url] of Object.entries(pages)) costs[name]?.push(await measurePage(browser, url))
  }
  console.log(
    `\n| medians of ${runs} | first paint, ms | total blocking time, ms | layout shift |\n| --- | ---: | ---: | ---: |`,
  )
  for (const [name, all] of Object.entries(costs)) {
    const median = (key: keyof Cost) => all.map(cost => cost[key]).sort((a, b) => a - b)[runs >> 1] ?? 0
    console.log(
      `| ${name} the widget | ${median('firstPaint').toFixed(0)} | ${median('blocked').toFixed(0)} | ${median('shift')} |`,
    )
  }
}

async function measurePage(browser: Browser, url: string): Promise<Cost> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1.6e6 / 8,
    uploadThroughput: 0.75e6 / 8,
  })
  await page.goto(url)
  if (url.endsWith('/2')) await page.waitForSelector(launcher)
  await page.waitForTimeout(2000)
  const cost = (await page.evaluate(readCost)) as Cost
  await context.close()
  return cost
}

/** What the browser holds after so many times open and closed, garbage taken away. */
async function printMemory(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  await page.goto(url)
  await page.waitForSelector(launcher)
  console.log('\n| times open and closed | heap, KB | DOM nodes | listeners |\n| ---: | ---: | ---: | ---: |')
  for (let done = 0; done <= openings; done++) {
    if (done > 0) {
      await page.click(launcher)
      await page.waitForSelector('chatbot-v2-widget textarea')
      await page.keyboard.press('Escape')
      await page.waitForSelector(launcher)
    }
    if ([0, 1, 10, 50, 100, 150, 200].includes(done)) {
      const { heap, nodes, listeners } = await readMemory(session)
      console.log(`| ${done} | ${toKilobytes(heap)} | ${nodes} | ${listeners} |`)
    }
  }
  await context.close()
}

async function readMemory(session: CDPSession) {
  for (let times = 0; times < 3; times++) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find(each => each.name === name)?.value ?? 0
  return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes'), listeners: metric('JSEventListeners') }
}
