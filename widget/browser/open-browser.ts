import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Starts Chromium: $CHROMIUM, or the system's. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}

export interface OpenedPage extends AsyncDisposable {
  page: Page
  /** Everything the page asked for, by address. */
  requested: string[]
  /** What the console complained about; a breach of the content policy is among it. */
  complaints: string[]
}

/**
 * Goes to an address of a server that listens. A busy machine refused such a connection once in some thousands: then it
 * is asked once more.
 */
export async function goTo(page: Page, url: string): Promise<void> {
  try {
    await page.goto(url)
  } catch (error) {
    if (!String(error).includes('ERR_CONNECTION_REFUSED')) throw error
    console.log(`${url} refused a connection`)
    await page.goto(url)
  }
}

/** Opens an address in a fresh, French profile. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    locale: 'fr-FR',
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const requested: string[] = []
  const complaints: string[] = []
  page.on('request', request => requested.push(request.url()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await goTo(page, url)
  return { page, requested, complaints, [Symbol.asyncDispose]: () => context.close() }
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface AxeViolation {
  id: string
  nodes: { html: string; failureSummary: string }[]
}

/** What axe finds wrong, one line a fault: WCAG 2.2 A and AA, and its best practices. */
export async function findAccessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, 'utf8'))
  // Fading in halves a text's contrast for a moment; what counts is where it ends.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(animation => animation.finish?.())).catch(() => {}),
  )
  const violations = (await page.evaluate(
    async () =>
      (
        await (globalThis as unknown as { axe: { run(): Promise<{ violations: unknown }> } }).axe.run()
      ).violations,
  )) as AxeViolation[]
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 120)} — ${node.failureSummary}`),
  )
}
