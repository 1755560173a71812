import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { useLoaderSite } from './loader-site.ts'
import { answered, ask, openPanel } from './open-panel.ts'

/** Everything that the page's storage holds, by key. */
const storedIn = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => ({ ...localStorage, ...sessionStorage }))

const said = (page: Page) => page.locator('.mine').allTextContents()

describe('a page that knows its visitors', () => {
  const shared = useLoaderSite()

  /** A page whose visitor is known, who has asked something and begun to write more. */
  async function openKnown() {
    const opened = await shared.open({ head: shared.tag })
    const { page } = opened
    await page.locator('.corner button').waitFor()
    await page.evaluate("ChatbotV2.identify({ user_id: 'client-7' })")
    await openPanel(page)
    await ask(page, 'Le secret de Claire')
    await answered(page).waitFor()
    await page.locator('#input').fill('Un brouillon de Claire')
    return opened
  }

  it('has the chat forget who logged out, at once: the conversation, the draft, the name', async () => {
    await using opened = await openKnown()
    const { page } = opened
    assert.equal((await storedIn(page)).lac_user_id, 'client-7')
    await page.evaluate('ChatbotV2.identify(null)')
    await page.locator('.starters .chip').first().waitFor()
    assert.deepEqual(await said(page), [])
    assert.equal(await page.locator('#input').inputValue(), '')
    assert.doesNotMatch(JSON.stringify(await storedIn(page)), /client-7|Claire/)
    await ask(page, 'Une question de la suivante')
    await answered(page).waitFor()
    const next = await storedIn(page)
    assert.notEqual(next.lac_user_id, 'client-7')
    await page.reload()
    await openPanelAgain(page)
    assert.equal((await storedIn(page)).lac_user_id, next.lac_user_id)
  })

  it('has the chat forget who logged out on another page, before it shows anything', async () => {
    await using opened = await openKnown()
    const { page, requested } = opened
    const out = shared.site.url + new URL(await putLoggedOut()).pathname.slice(1)
    const conversation = (await storedIn(page)).lac_conversation_id
    requested.length = 0
    await page.goto(out)
    await openPanel(page)
    assert.deepEqual(await said(page), [])
    assert.doesNotMatch(JSON.stringify(await storedIn(page)), /client-7|Claire/)
    assert.ok(conversation && requested.every(address => !address.includes(conversation)))
  })

  const putLoggedOut = async () =>
    shared.site.put(
      `<!doctype html><html lang="fr"><title>Sortie</title>${shared.tag.replace('defer', 'defer data-user-id=""')}`,
    )

  it('leaves alone a visitor whom no page had named', async () => {
    await using opened = await shared.open({ head: shared.tag })
    const { page } = opened
    await openPanel(page)
    await ask(page, 'Une question')
    await answered(page).waitFor()
    const before = await storedIn(page)
    await page.evaluate('ChatbotV2.identify(null)')
    assert.deepEqual(await storedIn(page), before)
    assert.equal((await said(page)).length, 1)
  })

  it('begins another conversation for another visitor', async () => {
    await using opened = await openKnown()
    const { page } = opened
    const before = await storedIn(page)
    await page.evaluate("ChatbotV2.identify({ user_id: 'client-8' })")
    await page.locator('.starters .chip').first().waitFor()
    assert.deepEqual(await said(page), [])
    const after = await storedIn(page)
    assert.equal(after.lac_user_id, 'client-8')
    assert.notEqual(after.lac_conversation_id, before.lac_conversation_id)
  })
})

/** As openPanel, where a conversation may be shown instead of the first questions. */
async function openPanelAgain(page: Page): Promise<void> {
  await page.locator('.corner button').click()
  await page.locator('#input').waitFor()
}
