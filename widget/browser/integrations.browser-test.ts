// The snippets of integrations/ as they are printed there, on a page.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import type { TestApp } from '../../server/testing/start-test-app.ts'
import { type HostSite, startHostSite, startWidgetServer, toPage } from './host-page.ts'
import { openBrowser, openPage } from './open-browser.ts'

const folder = join(import.meta.dirname, '../../integrations')
const guides = readdirSync(folder).filter(name => name.endsWith('.md'))

/** The HTML blocks of a page, however far they are indented. */
function readSnippets(name: string): string[] {
  const text = readFileSync(join(folder, name), 'utf8')
  return [...text.matchAll(/^ *```html\n([\s\S]*?)^ *```/gm)].map(([, code = '']) => code.trim())
}

describe('the pages of integrations/', () => {
  let browser: Browser
  let server: TestApp
  let site: HostSite
  before(async () => {
    ;[browser, server, site] = await Promise.all([openBrowser(), startWidgetServer(), startHostSite()])
  })
  after(async () => {
    await Promise.all([browser?.close(), server?.close(), site?.[Symbol.asyncDispose]()])
  })

  for (const name of guides) {
    it(`${name}: its snippets bring the widget, and its picture is there`, async () => {
      const snippets = readSnippets(name)
      assert.ok(snippets.length > 0)
      const body = snippets.join('\n').replaceAll('https://chat.exemple.fr', server.url)
      await using opened = await openPage(browser, site.put(toPage({ body })))
      const inline = body.includes('mode="inline"')
      await opened.page.waitForSelector(`chatbot-v2-widget ${inline ? 'textarea' : '.corner button'}`)
      assert.deepEqual(opened.complaints, [])
      const text = readFileSync(join(folder, name), 'utf8')
      for (const [, path = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g))
        assert.ok(existsSync(join(folder, path)), path)
    })
  }
})
