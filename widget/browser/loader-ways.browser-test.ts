import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { host, input, launcher, openPanel, useLoaderSite } from './loader-site.ts'

describe('the loader, however it is called', () => {
  const shared = useLoaderSite()
  const { open, paths } = shared

  describe('however the script came', () => {
    const ways = {
      'as a module': () => ({ head: shared.tag.replace('defer', 'type="module"') }),
      async: () => ({ head: shared.tag.replace('defer', 'async') }),
      'in the head, before there is a body': () => ({ head: shared.tag.replace('defer', '') }),
      'at the end of the body': () => ({ body: shared.tag.replace('defer', '') }),
      'by a tag manager': () => ({
        body: `<script>setTimeout(() => {
          const script = document.createElement('script'); script.async = true; script.src = '${shared.server.url}/widget.js'
          document.head.append(script)
        }, 50)</script>`,
      }),
      'imported by a module': () => ({
        body: `<script type="module">import '${shared.server.url}/widget.js?v=2'</script>`,
      }),
      'imported late': () => ({
        body: `<script>addEventListener('load', () => import('${shared.server.url}/widget.js'))</script>`,
      }),
    }
    for (const [name, create] of Object.entries(ways)) {
      it(`${name}: it knows its server`, async () => {
        await using opened = await open(create())
        const { page, requested, complaints } = opened
        await openPanel(page)
        await page.waitForSelector(`${host} >> text=bienvenue`)
        assert.ok(paths(requested).includes('/api/widget/config'))
        assert.deepEqual(complaints, [])
      })
    }

    it('behind a proxy’s path: everything is asked for beneath it', async () => {
      await using opened = await open({ head: shared.tag.replace('/widget.js', '/api/v2/widget.js') })
      const { page, requested } = opened
      await openPanel(page)
      await page.waitForSelector(`${host} >> text=bienvenue`)
      assert.ok(
        paths(requested).every(path => path.startsWith('/api/v2/')),
        paths(requested).join(),
      )
    })
  })

  it('does what was called before the panel, and before the loader, were there', async () => {
    await using opened = await open({
      head: `<script>(window.ChatbotV2 ||= []).push(chat => {
        chat.on('message', message => { window.sent = message })
        chat.identify({ user_id: 'client-7' })
        chat.send('Bonjour de la page')
      })</script>${shared.tag}`,
    })
    const { page, requested } = opened
    await page.waitForSelector(`${host} [role=log] >> text=Bonjour de la page`)
    await page.waitForFunction(() => 'sent' in window)
    const sent = (await page.evaluate('sent')) as { text: string; conversation_id: string }
    assert.equal(sent.text, 'Bonjour de la page')
    assert.equal(await page.evaluate(() => localStorage.getItem('lac_user_id')), 'client-7')
    assert.ok(paths(requested).includes('/api/chat'))
  })

  it('lets no wrong call cost a right one, and names it', async () => {
    await using opened = await open({
      head: `<script>window.ChatbotV2 = [1, null, () => { throw new Error('the page’s') }, chat => { window.came = chat }]</script>${shared.tag}`,
    })
    const { page } = opened
    const warnings: string[] = []
    page.on('console', message => message.type() === 'warning' && warnings.push(message.text()))
    await page.waitForFunction(() => 'came' in window)
    await page.waitForSelector(launcher)
    await page.evaluate(
      `for (const wrong of [() => ChatbotV2.send(5), () => ChatbotV2.send(), () => ChatbotV2.identify('abc'), () => ChatbotV2.on('open')(), () => ChatbotV2.push(5)]) wrong()
       ChatbotV2.send('Bonjour quand même')`,
    )
    await page.waitForSelector(`${host} [role=log] >> text=Bonjour quand même`)
    assert.deepEqual(
      warnings.filter(text => text.startsWith('ChatbotV2.')).slice(-5),
      ['send', 'send', 'identify', 'on', 'push'].map(call => `ChatbotV2.${call}: wrong argument`),
    )
  })

  it('comes where its name is taken, and an old one destroyed twice leaves the new one alone', async () => {
    await using opened = await open({ head: `<script>window.ChatbotV2 = 'x'</script>${shared.tag}` })
    const { page } = opened
    await page.waitForSelector(launcher)
    const kind = await page.evaluate(async url => {
      const named = window as unknown as { ChatbotV2?: { destroy(): void } }
      const old = named.ChatbotV2
      old?.destroy()
      const script = document.createElement('script')
      script.src = `${url}/widget.js`
      document.head.append(script)
      await new Promise(resolve => script.addEventListener('load', resolve))
      old?.destroy()
      return typeof named.ChatbotV2
    }, shared.server.url)
    assert.equal(kind, 'object')
    await page.waitForSelector(launcher)
    await page.evaluate(tag => document.querySelector(tag)?.remove(), host)
    // The new one still notices that its element was taken away.
    await page.waitForSelector(launcher)
  })

  it('opens and closes for the page without taking the focus from what the visitor was in', async () => {
    await using opened = await open({ head: shared.tag })
    const { page } = opened
    await page.waitForSelector(launcher)
    const call = (code: string) => page.evaluate(`ChatbotV2.${code}`)
    await call("on('close', () => { window.wasClosed = true })")
    await call('open()')
    await page.waitForSelector(input)
    await page.focus('#own')
    await call('close()')
    await page.waitForSelector(launcher)
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'own')
    assert.equal(await page.evaluate('wasClosed'), true)
  })

  it('says that the panel did not come, and fetches it at the next tap', async () => {
    await using opened = await open({ head: shared.tag })
    const { page } = opened
    let refused = 0
    await page.route(/\/widget\/panelfr-/, route => (refused++ < 2 ? route.abort() : route.continue()))
    await page.waitForSelector(launcher)
    const notice = page.getByRole('status')
    assert.equal(await notice.count(), 1, 'a screen reader hears what changes in what was there')
    await page.locator(launcher).dispatchEvent('click')
    await page.waitForSelector(`${host} .corner p >> text=injoignable`)
    assert.match(String(await notice.textContent()), /injoignable/)
    assert.equal(await page.locator(launcher).getAttribute('aria-busy'), 'false')
    await page.locator(launcher).dispatchEvent('click')
    await page.waitForSelector(`${host} .corner p >> text=injoignable`)
    await page.locator(launcher).dispatchEvent('click')
    await page.waitForSelector(input)
  })

  it('says it in the page where the panel has its place there, and fetches it at a tap', async () => {
    await using opened = await open({
      head: `<script>addEventListener('chatbot-v2:error', ({ detail }) => { window.said = detail.code })</script>${shared.tag}`,
      body: `<p>Avant</p><${host} mode="inline"></${host}>`,
    })
    const { page } = opened
    await page.waitForSelector(input)
    assert.ok(!(await page.locator(launcher).isVisible()))
    let refused = 0
    await page.route(/\/widget\/panelfr-/, route => (refused++ < 1 ? route.abort() : route.continue()))
    await page.reload()
    await page.waitForSelector(`${host} .corner p >> text=injoignable`)
    assert.equal(await page.evaluate('window.said'), 'unreachable')
    const [box, button] = await Promise.all([
      page.locator(host).boundingBox(),
      page.locator(launcher).boundingBox(),
    ])
    assert.ok(box && button && button.y > box.y && button.y + 60 <= box.y + box.height, 'in its place')
    await page.click(launcher)
    await page.waitForSelector(input)
    assert.ok(!(await page.locator(launcher).isVisible()))
  })

  it('puts what the page sends and is too long into the field, where the visitor can shorten it', async () => {
    await using opened = await open({ head: shared.tag })
    const { page, requested } = opened
    await page.waitForSelector(launcher)
    await page.evaluate("ChatbotV2.send('é'.repeat(2001))")
    await page.waitForFunction(tag => {
      const field = document.querySelector(tag)?.shadowRoot?.querySelector('textarea')
      return field?.value.length === 2001
    }, host)
    assert.ok(!paths(requested).includes('/api/chat'))
  })
})
