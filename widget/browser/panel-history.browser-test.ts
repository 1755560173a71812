import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { EmbeddedDatabase } from '../../server/database/embedded.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { startHostSite, startWidgetServer, toPage } from './host-page.ts'
import { openBrowser, openPage } from './open-browser.ts'

const turns = 2500

/** The first question in view and where it stands. */
const questionAt = (page: Page): Promise<[string | null | undefined, number]> =>
  page.locator('.scroll').evaluate(scroll => {
    const { top } = scroll.getBoundingClientRect()
    const first = [...scroll.querySelectorAll('.mine')].find(node => node.getBoundingClientRect().top >= top)
    return [first?.textContent, Number(first?.getBoundingClientRect().top)]
  })

const nextPicture = (page: Page) =>
  page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))

describe('5,000 stored messages', { timeout: 180_000 }, () => {
  let browser: Browser
  let database: EmbeddedDatabase
  before(async () => {
    browser = await openBrowser()
    database = await openTestDatabase()
    await database.query("insert into users (id) values ('u')")
    await database.query("insert into conversations (id, user_id) values ('c', 'u')")
    await database.query(`insert into messages (conversation_id, role, content, agent, turn_id, created_at)
      select 'c', role, text || n, agent, 'turn-' || n, to_timestamp(n) + later from generate_series(1, ${turns}) n,
        (values ('user', 'Question ', null, interval '0'), ('assistant', '**Réponse**' || repeat(E'\\n\\nencore', 3) || ' ', 'audrey', '0.5 s'))
        as roles (role, text, agent, later)`)
  })
  after(async () => {
    await browser.close()
    await database.close()
  })

  /** The page of a visitor who had that conversation, the panel open on its end. */
  async function openTalk() {
    const server = await startWidgetServer({ database })
    const site = await startHostSite()
    const head = `<script>localStorage.lac_user_id = 'u'; localStorage.lac_conversation_id = 'c'</script>
      <script src="${server.url}/widget.js" defer></script>`
    const opened = await openPage(browser, site.put(toPage({ head })), { reducedMotion: 'reduce' })
    await opened.page.locator('.corner button').click()
    await opened.page.getByText(`Question ${turns}`).waitFor()
    return {
      ...opened,
      pages: () => opened.requested.filter(address => address.includes('/messages?')).length,
      async [Symbol.asyncDispose]() {
        await opened[Symbol.asyncDispose]()
        await server.close()
        await site[Symbol.asyncDispose]()
      },
    }
  }

  it('are few in the page at first, and what is read stays where it is while older ones come', async () => {
    await using talk = await openTalk()
    const { page } = talk
    const drawn = () => page.locator('.message').count()
    assert.equal(await drawn(), 50)
    const scroll = page.locator('.scroll')
    // As a hand does it: towards the beginning, a screen at a time, and while pages of older ones arrive.
    for (let step = 0; talk.pages() < 4; step++) {
      assert.ok(step < 1000, `${talk.pages()} pages`)
      const moved = await scroll.evaluate(node => {
        const top = node.scrollTop
        node.scrollBy(0, -node.clientHeight)
        return top - node.scrollTop
      })
      const [text, top] = await questionAt(page)
      await nextPicture(page)
      const [textAfter, topAfter] = await questionAt(page)
      assert.equal(textAfter, text, `what is read stays in sight, ${moved} px on`)
      assert.ok(Math.abs(topAfter - top) < 1, `… where it is: ${top}, ${topAfter} px`)
    }
    assert.ok((await drawn()) >= 300, `${await drawn()} drawn`)
  })

  it('can be scrolled through to the first, each there once and in order', async () => {
    await using talk = await openTalk()
    const { page } = talk
    await page.locator('.scroll').evaluate(
      scroll =>
        new Promise<void>(resolve => {
          const up = () => {
            scroll.scrollTop = 0
            if (scroll.querySelectorAll('.message').length < 5000) requestAnimationFrame(up)
            else resolve()
          }
          up()
        }),
    )
    const questions = await page.locator('.mine').allTextContents()
    assert.deepEqual(
      questions.map(text => Number(/\d+/.exec(text)?.[0])),
      Array.from({ length: turns }, (_, index) => index + 1),
    )
    assert.equal(talk.pages(), 50)
    // The panel still answers the hand at once.
    await page.locator('#input').fill('Toujours là ?')
    await nextPicture(page)
    assert.equal(await page.locator('#input').inputValue(), 'Toujours là ?')
  })
})
