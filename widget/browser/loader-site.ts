import { after, before } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { TestApp } from '../../server/testing/start-test-app.ts'
import { type HostSite, startHostSite, startWidgetServer, toPage } from './host-page.ts'
import { openBrowser, openPage } from './open-browser.ts'

export const host = 'chatbot-v2-widget'
export const launcher = `${host} .corner button`
export const panel = `${host} .panel`
export const input = `${host} textarea`

/** What the tests of a suite share: a browser, the server with the widget, and somebody's site. To be called in `describe`. */
export function useLoaderSite() {
  let browser: Browser
  let server: TestApp
  let site: HostSite
  before(async () => {
    ;[browser, server, site] = await Promise.all([openBrowser(), startWidgetServer(), startHostSite()])
  })
  after(async () => {
    await Promise.all([browser?.close(), server?.close(), site?.[Symbol.asyncDispose]()])
  })
  return {
    get server() {
      return server
    },
    get site() {
      return site
    },
    /** The tag that integrators write. */
    get tag() {
      return `<script src="${server.url}/widget.js" defer></script>`
    },
    /** Opens a page of the site that carries the widget. */
    open: (parts: Parameters<typeof toPage>[0], headers = {}, options = {}) =>
      openPage(browser, site.put(toPage(parts), headers), options),
    openUrl: (url: string) => openPage(browser, url),
    /** Of what was requested, the paths on the server. */
    paths: (requested: string[]) =>
      requested.filter(url => url.startsWith(server.url)).map(url => new URL(url).pathname),
  }
}

export async function openPanel(page: Page): Promise<void> {
  await page.click(launcher)
  await page.waitForSelector(input)
}
