import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ConversationMessages } from '../../../contract/conversation.ts'
import type { EmbeddedDatabase } from '../../../server/database/embedded.ts'
import { AppError } from '../../../server/errors.ts'
import { createBrowser, isSettled, until } from './testing/create-world.ts'
import { forAudrey, forCarole, openKnowledge, openServer } from './testing/open-server.ts'

const relance = 'Relance-le une heure après [1].'
const duree = 'Quinze à trente secondes [1].'

let database: EmbeddedDatabase
before(async () => {
  database = await openKnowledge()
})
after(() => database.close())

const slowRelance = ['Relance-le ', { wait: 1000 }, 'une heure après [1].']
const bothAnswered = [
  `user done ${forAudrey}`,
  `assistant done ${relance}`,
  `user done ${forCarole}`,
  `assistant done ${duree}`,
]

async function openTwoTabs(url: string) {
  const browser = createBrowser(url)
  const [first, second] = [browser.openTab(), browser.openTab()]
  await Promise.all([first.load(), second.load()])
  return { browser, first, second }
}

/** What the server has of the conversation that the browser holds. */
async function readStored(
  url: string,
  local: Map<string, string>,
): Promise<ConversationMessages['messages']> {
  const [conversation, user] = [local.get('lac_conversation_id'), local.get('lac_user_id')]
  const response = await fetch(`${url}/api/conversations/${conversation}/messages?user_id=${user}`)
  return ((await response.json()) as ConversationMessages).messages
}

/** True while a message is kept for an answer. */
const isWaiting = (local: Map<string, string>): boolean =>
  [...local.keys()].some(key => key.startsWith('chatbot-v2:outbox'))

describe('a conversation', { timeout: 300_000 }, () => {
  it('asks for nothing and stores nothing before it is loaded, and stores nothing before it is written in', async () => {
    await using server = await openServer(database, [])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    tab.identify({ user_id: 'customer-7' })
    assert.deepEqual(tab.requests, [])
    assert.equal(browser.local.size + tab.session.size, 0)
    browser.openTab()
    const other = createBrowser(server.url)
    const reader = other.openTab()
    await reader.load()
    assert.deepEqual(reader.requests, ['GET api/widget/config'])
    assert.equal(reader.state().config?.name, 'Équipe')
    assert.equal(other.local.size + reader.session.size, 0)
  })

  it('shows a question on its way, the answer as it comes, and what the server has stored in the end', async () => {
    await using server = await openServer(database, [slowRelance])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    const seen = new Set<string>()
    tab.subscribe(() => seen.add(tab.lines().join(' | ')))
    assert.equal(tab.send(`  ${forAudrey} `), null)
    assert.deepEqual(tab.lines(), [`user sending ${forAudrey}`])
    await tab.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    assert.match(tab.state().messages.at(-1)?.text ?? '', /^Relance-le/)
    assert.equal(tab.state().messages.at(-1)?.agent, 'audrey')
    await server.timers.advance(1000)
    await tab.until(isSettled)
    const [question, answer] = tab.state().messages
    assert.deepEqual([...seen][1], `user done ${forAudrey} | assistant waiting `)
    assert.equal(answer?.text, relance)
    assert.deepEqual(
      answer?.sources.map(({ title }) => title),
      ['Paniers'],
    )
    const stored = await readStored(server.url, browser.local)
    assert.deepEqual(
      stored.map(({ message_id, content }) => [message_id, content]),
      [
        [question?.message_id, forAudrey],
        [answer?.message_id, relance],
      ],
    )
    assert.deepEqual(
      tab.events.map(({ event }) => event),
      ['message', 'agent', 'answer'],
    )
    assert.equal(isWaiting(browser.local), false)
    assert.equal(browser.pending(), 0)
  })

  it('sends one question after the other and marks where another specialist takes over', async () => {
    await using server = await openServer(database, [[relance], [duree], [duree]])
    const tab = createBrowser(server.url).openTab()
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    tab.send(forCarole)
    await tab.until(isSettled)
    assert.deepEqual(
      tab.state().messages.map(({ agent, agentChanged }) => [agent, agentChanged]),
      [
        [null, false],
        ['audrey', false],
        [null, false],
        ['carole', true],
        [null, false],
        ['carole', false],
      ],
    )
  })

  it('is the same after a reload, with the draft', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    await tab.until(isSettled)
    tab.setDraft('Et si je ')
    tab.destroy()
    const reloaded = browser.openTab({ session: tab.session })
    await reloaded.load()
    assert.deepEqual(reloaded.state(), tab.state())
    assert.equal(reloaded.state().draft, 'Et si je ')
  })

  it('picks up an answer that was being written when the page was left', async () => {
    await using server = await openServer(database, [slowRelance])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    tab.destroy()
    const reloaded = browser.openTab()
    await reloaded.load()
    assert.deepEqual(reloaded.lines(), [`user done ${forAudrey}`, 'assistant waiting '])
    await server.timers.advance(1000)
    await reloaded.until(isSettled)
    assert.equal(reloaded.state().messages.at(-1)?.text, relance)
    assert.equal(server.model.requests.length, 1)
    assert.equal((await readStored(server.url, browser.local)).length, 2)
  })

  it('shows in a second tab, whichever tab lives', async () => {
    await using server = await openServer(database, [slowRelance, [duree]])
    const { first, second } = await openTwoTabs(server.url)
    first.send(forAudrey)
    await second.until(({ messages }) => messages.at(-1)?.status === 'waiting')
    second.send(forCarole)
    first.destroy()
    await server.timers.advance(1000)
    await second.until(isSettled)
    assert.deepEqual(second.lines(), bothAnswered)
    assert.equal(server.model.requests.length, 2)
  })

  it('shows the question that another tab kept and that this one sends for it', async () => {
    await using server = await openServer(database, [slowRelance, [duree]])
    const { browser, first, second } = await openTwoTabs(server.url)
    first.send(forAudrey)
    await first.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    second.send(forCarole)
    second.destroy()
    await server.timers.advance(1000)
    await until(() => !isWaiting(browser.local))
    assert.deepEqual(first.lines(), bothAnswered)
  })

  it('leaves a question to the tab that asked it, for a second, as that one shows the answer as it comes', async () => {
    await using server = await openServer(database, [slowRelance])
    const browser = createBrowser(server.url)
    const asked = Promise.withResolvers<void>()
    const first = browser.openTab({ untilLock: asked.promise })
    const second = browser.openTab()
    await first.load()
    first.send(forAudrey)
    await second.load()
    await browser.advance(999)
    assert.equal(second.requests.filter(request => request === 'POST api/chat').length, 0)
    asked.resolve()
    await first.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    await server.timers.advance(1000)
    await Promise.all([first.until(isSettled), second.until(isSettled)])
    assert.deepEqual(second.lines(), first.lines())
    await browser.advance(1000)
    assert.equal(server.model.requests.length, 1)
  })

  it('sends the question of a tab that was closed before it could', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    const first = browser.openTab({ untilLock: new Promise(() => {}) })
    await first.load()
    first.send(forAudrey)
    first.destroy()
    const second = browser.openTab()
    await second.load()
    await browser.advance(1000)
    await second.until(isSettled)
    assert.deepEqual(second.lines(), [`user done ${forAudrey}`, `assistant done ${relance}`])
  })

  it('asks again for the news of another tab that it could not read', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    let isDown = false
    const second = browser.openTab({
      fetch: (address, init) => (isDown ? Promise.reject(new TypeError('failed')) : fetch(address, init)),
    })
    const first = browser.openTab()
    await Promise.all([first.load(), second.load()])
    isDown = true
    first.send(forAudrey)
    await first.until(isSettled)
    await until(() => browser.pending() > 0)
    isDown = false
    await browser.passPauses(() => isSettled(second.state()))
    assert.deepEqual(second.lines(), first.lines())
  })

  it('sends a question again under its id when the line was cut, and nobody is told of the first time', async () => {
    await using server = await openServer(database, [slowRelance])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({ fetch: cutOnce('delta') })
    await tab.load()
    tab.send(forAudrey)
    await until(() => browser.pending() === 1 && tab.state().messages.at(-1)?.status === 'streaming')
    assert.match(tab.state().messages.at(-1)?.text ?? '', /^Relance-le/)
    await browser.advance(1000)
    await server.timers.advance(1000)
    await tab.until(isSettled)
    assert.equal(tab.state().messages.at(-1)?.text, relance)
    assert.deepEqual(
      tab.events.map(({ event }) => event),
      ['message', 'agent', 'agent', 'answer'],
    )
    assert.equal((await readStored(server.url, browser.local)).length, 2)
  })

  it('keeps what a limit refused, says until when, and sends it by itself, also after a reload', async () => {
    await using server = await openServer(database, [[relance], [duree]], { messages: 1, windowSeconds: 1 })
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    await tab.until(({ messages }) => messages.at(-1)?.status === 'unsent')
    const { failure } = tab.state().messages.at(-1) ?? {}
    assert.equal(failure?.code, 'rate_limited')
    assert.equal(failure?.retry_at, browser.now() + 1000)
    assert.deepEqual(tab.events.at(-1), {
      event: 'error',
      detail: {
        code: 'rate_limited',
        message: 'Tu écris un peu vite\u202F! Ton message est gardé et repart dans 1\u00A0s.',
      },
    })
    tab.destroy()
    const reloaded = browser.openTab()
    await reloaded.load()
    // The server's second is a real one; the browser's goes by as often as it is told to wait.
    await browser.passPauses(() => isSettled(reloaded.state()))
    assert.equal(reloaded.state().messages.at(-1)?.text, duree)
    assert.equal((await readStored(server.url, browser.local)).length, 4)
  })

  it('waits as long as a server that restarts asks for; what is written meanwhile waits with it', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    let isClosing = true
    await using restarting = await openServer(database, [], {
      turns: server.turns,
      isClosing: () => isClosing,
    })
    const browser = createBrowser(restarting.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.send(forCarole)
    const failure = { code: 'unavailable', retry_at: browser.now() + 5000 }
    assert.deepEqual(
      tab.state().messages.map(message => message.failure),
      [failure, failure],
    )
    isClosing = false
    await browser.advance(4999)
    assert.equal(tab.requests.filter(request => request === 'POST api/chat').length, 1)
    await browser.advance(1)
    await tab.until(isSettled)
    assert.deepEqual(
      (await readStored(server.url, browser.local)).map(({ content }) => content),
      [forAudrey, relance, forCarole, duree],
    )
  })

  it('keeps what was written offline and sends it in order once the connection is back', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({
      fetch: (address, init) =>
        tab.state().online ? fetch(address, init) : Promise.reject(new TypeError('failed')),
    })
    browser.setOnline(false)
    await tab.load()
    browser.setOnline(false)
    assert.equal(tab.state().online, false)
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.send(forCarole)
    await tab.until(({ messages }) => messages.every(({ failure }) => failure?.code === 'offline'))
    assert.equal(browser.pending(), 0)
    browser.setOnline(true)
    await tab.until(isSettled)
    assert.deepEqual(
      (await readStored(server.url, browser.local)).map(({ content }) => content),
      [forAudrey, relance, forCarole, duree],
    )
    assert.equal(tab.state().config?.name, 'Équipe')
  })

  it('gives a silent line up after 30 s and asks the visitor after six times', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    let isSilent = true
    const tab = browser.openTab({
      fetch: (address, init) =>
        isSilent && init?.method === 'POST' ? silence(init.signal) : fetch(address, init),
    })
    await tab.load()
    tab.send(forAudrey)
    const posts = () => tab.requests.filter(request => request === 'POST api/chat').length
    for (const pause of [1000, 2000, 4000, 8000, 16_000, 0]) {
      await browser.advance(0)
      const before = posts()
      await browser.advance(29_999)
      assert.equal(posts(), before)
      await browser.advance(1 + pause)
    }
    assert.equal(posts(), 6)
    assert.equal(browser.pending(), 0)
    assert.deepEqual(tab.state().messages[0]?.failure, { code: 'timeout' })
    isSilent = false
    tab.retry(tab.state().messages[0]?.message_id ?? '')
    await tab.until(isSettled)
    assert.equal((await readStored(server.url, browser.local)).length, 2)
  })

  it('sends the next question at once after six refusals, though each had said when it ends', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    let isAway = true
    const refuse = async () =>
      new Response('{"error":{"code":"shutting_down"}}', { status: 503, headers: { 'retry-after': '2' } })
    const tab = browser.openTab({
      fetch: (address, init) => (isAway && init?.method === 'POST' ? refuse() : fetch(address, init)),
    })
    await tab.load()
    tab.send(forAudrey)
    const posts = () => tab.requests.filter(request => request === 'POST api/chat').length
    await browser.passPauses(() => posts() === 6 && browser.pending() === 0)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    assert.equal(tab.state().messages[0]?.failure?.retry_at, undefined, 'nobody counts down to nothing')
    isAway = false
    tab.send(forCarole)
    await tab.until(isSettled)
    assert.deepEqual(tab.lines(), bothAnswered)
  })

  it('gives up an answer that the server cannot give, and goes on with the next question', async () => {
    await using server = await openServer(database, [[duree], [relance]])
    let isBroken = true
    await using broken = await openServer(database, [], {
      turns: {
        async begin(request) {
          if (isBroken && request.message === forAudrey) throw new AppError('internal')
          return server.turns.begin(request)
        },
      },
    })
    const browser = createBrowser(broken.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    await browser.passPauses(() => tab.state().messages.at(-1)?.text === duree)
    const [question] = tab.state().messages
    assert.deepEqual([question?.status, question?.failure], ['unsent', { code: 'failed' }])
    isBroken = false
    tab.retry(question?.message_id ?? '')
    await tab.until(isSettled)
    assert.equal(tab.state().messages[1]?.text, relance)
  })

  for (const status of [400, 404, 413, 422, 500]) {
    it(`keeps a message that is refused for good with ${status}, also after a reload, and sends it only when asked`, async () => {
      await using server = await openServer(database, [[duree], [relance]])
      const browser = createBrowser(server.url)
      let isRefused = true
      const refuse: typeof fetch = (address, init) =>
        isRefused && String(init?.body).includes(forAudrey)
          ? Promise.resolve(new Response('{}', { status }))
          : fetch(address, init)
      const tab = browser.openTab({ fetch: refuse })
      await tab.load()
      tab.send(forAudrey)
      tab.send(forCarole)
      await browser.passPauses(
        () =>
          tab.state().messages.at(-1)?.status === 'done' &&
          !!tab.events.find(({ event }) => event === 'answer'),
      )
      tab.destroy()
      const reloaded = browser.openTab({ fetch: refuse })
      await reloaded.load()
      const kept = reloaded.state().messages.at(-1)
      assert.deepEqual([kept?.text, kept?.status], [forAudrey, 'unsent'])
      assert.deepEqual(
        kept?.failure,
        tab.state().messages.find(({ message_id }) => message_id === kept?.message_id)?.failure,
      )
      assert.equal(reloaded.requests.includes('POST api/chat'), false)
      assert.equal(browser.pending(), 0)
      isRefused = false
      reloaded.retry(kept?.message_id ?? '')
      await reloaded.until(isSettled)
      assert.equal(reloaded.state().messages.at(-1)?.text, relance)
      assert.equal(isWaiting(browser.local), false)
    })
  }

  it('gives a refused message back to be edited, once', async () => {
    await using server = await openServer(database, [[duree]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({
      fetch: (address, init) =>
        String(init?.body).includes(forAudrey)
          ? Promise.resolve(new Response('{}', { status: 413 }))
          : fetch(address, init),
    })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.setDraft('Déjà là')
    tab.edit(tab.state().messages[0]?.message_id ?? '')
    assert.deepEqual(tab.state().messages, [])
    assert.equal(tab.state().draft, `Déjà là\n\n${forAudrey}`)
    assert.equal(isWaiting(browser.local), false)
    tab.setDraft('')
    tab.send(forCarole)
    await tab.until(isSettled)
  })

  it('gives refused messages back as the draft when the conversation is left', async () => {
    await using server = await openServer(database, [])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({
      fetch: (address, init) =>
        init?.method === 'POST' ? Promise.resolve(new Response('{}', { status: 422 })) : fetch(address, init),
    })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages[0]?.status === 'unsent')
    tab.newConversation()
    assert.equal(tab.state().draft, forAudrey)
    assert.equal(isWaiting(browser.local), false)
  })

  it('shows as kept, not as awaited, a stored question that the server could not answer', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(isSettled)
    const { message_id } = tab.state().messages[0] ?? {}
    const [conversation_id, user_id] = ['conversation', 'user'].map(name =>
      browser.local.get(`lac_${name}_id`),
    )
    const refused = {
      conversation_id,
      user_id,
      message_id,
      text: forAudrey,
      at: 1,
      failure: { code: 'failed' },
    }
    browser.local.set(`chatbot-v2:outbox:${message_id}`, JSON.stringify(refused))
    const unanswered = browser.openTab({
      async fetch(address, init) {
        const response = await fetch(address, init)
        if (!String(address).includes('/messages')) return response
        const history = (await response.json()) as ConversationMessages
        const messages = history.messages.slice(0, 1).map(message => ({ ...message, status: 'failed' }))
        return Response.json({ ...history, messages })
      },
    })
    await unanswered.load()
    assert.deepEqual(unanswered.lines(), [`user done ${forAudrey}`, 'assistant partial '])
    assert.equal(unanswered.requests.includes('POST api/chat'), false)
    unanswered.destroy()
    const answered = browser.openTab()
    await answered.load()
    assert.deepEqual(answered.lines(), [`user done ${forAudrey}`, `assistant done ${relance}`])
    assert.equal(isWaiting(browser.local), false)
  })

  it('stops a question that the server is silent about, and sends it when asked again', async () => {
    await using server = await openServer(database, [[duree], [relance]])
    const browser = createBrowser(server.url)
    let isSilent = true
    const tab = browser.openTab({
      fetch: (address, init) =>
        isSilent && String(init?.body).includes(forAudrey) ? silence(init?.signal) : fetch(address, init),
    })
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    assert.deepEqual(tab.lines(), [`user sending ${forAudrey}`, `user queued ${forCarole}`])
    await until(() => tab.requests.includes('POST api/chat'))
    tab.stop()
    assert.equal(tab.lines()[0], `user stopped ${forAudrey}`)
    await tab.until(({ messages }) => messages.at(-1)?.text === duree)
    assert.equal(tab.lines()[0], `user stopped ${forAudrey}`)
    isSilent = false
    tab.retry(tab.state().messages[0]?.message_id ?? '')
    await tab.until(isSettled)
    assert.equal(tab.state().messages[1]?.text, relance)
  })

  it('stops: what came stays, the server ends the answer all the same, and a reload shows it', async () => {
    await using server = await openServer(database, [
      ['Relance-le ', { wait: 1000 }, 'une heure après [1].'],
      [duree],
    ])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    const { text } = tab.state().messages.at(-1) ?? {}
    tab.stop()
    assert.equal(tab.lines().at(-1), `assistant stopped ${text}`)
    await server.timers.advance(1000)
    tab.send(forCarole)
    await tab.until(({ messages }) => messages.at(-1)?.text === duree)
    await tab.load()
    assert.equal(tab.lines()[1], `assistant stopped ${text}`)
    tab.destroy()
    const reloaded = browser.openTab()
    await reloaded.load()
    assert.deepEqual(
      reloaded.state().messages.map(message => message.text),
      [forAudrey, relance, forCarole, duree],
    )
  })

  it('stops in the tab that waits for another’s answer, which was stopped there', async () => {
    await using server = await openServer(database, [slowRelance])
    const { first, second } = await openTwoTabs(server.url)
    first.send(forAudrey)
    await second.until(({ messages }) => messages.at(-1)?.status === 'waiting')
    await first.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    first.stop()
    second.stop()
    assert.match(second.lines().at(-1) ?? '', / stopped /)
    await server.timers.advance(1000)
  })

  it('brings back the whole answer when a stopped one is asked for again', async () => {
    await using server = await openServer(database, [slowRelance])
    const tab = createBrowser(server.url).openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    tab.stop()
    tab.retry(tab.state().messages[0]?.message_id ?? '')
    await server.timers.advance(1000)
    await tab.until(isSettled)
    assert.equal(tab.state().messages.at(-1)?.text, relance)
  })

  it('stores a rating with its comment, and takes back one that is refused', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    let isDown = false
    const tab = browser.openTab({
      fetch: (address, init) =>
        isDown ? Promise.resolve(new Response('', { status: 503 })) : fetch(address, init),
    })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(isSettled)
    const { message_id = '' } = tab.state().messages[0] ?? {}
    const rated = tab.rate(message_id, 'up', 'Merci !')
    assert.equal(tab.state().messages[1]?.rating, 'up')
    await rated
    assert.equal((await readStored(server.url, browser.local))[1]?.feedback, 'up')
    isDown = true
    await tab.rate(message_id, 'down')
    const { rating, ratingFailure } = tab.state().messages[1] ?? {}
    assert.deepEqual([rating, ratingFailure], ['up', { code: 'unavailable' }])
    isDown = false
    await tab.rate(message_id, 'down')
    assert.equal(tab.state().messages[1]?.ratingFailure, null)
    assert.equal((await readStored(server.url, browser.local))[1]?.feedback, 'down')
  })

  it('begins a new conversation, leaves the old one to the server, and other tabs follow', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    const [tab, second] = [browser.openTab(), browser.openTab()]
    await Promise.all([tab.load(), second.load()])
    tab.send(forAudrey)
    await second.until(isSettled)
    const old = new Map(browser.local)
    tab.newConversation()
    assert.deepEqual(tab.state().messages, [])
    await second.until(({ messages }) => messages.length === 0)
    tab.send(forCarole)
    await tab.until(isSettled)
    await second.until(isSettled)
    assert.equal(second.state().messages.length, 2)
    assert.notEqual(browser.local.get('lac_conversation_id'), old.get('lac_conversation_id'))
    assert.equal((await readStored(server.url, old)).length, 2)
  })

  it('gives back as the draft what was not sent in a conversation that is left', async () => {
    await using server = await openServer(database, [])
    const browser = createBrowser(server.url)
    const tab = browser.openTab({ fetch: () => Promise.reject(new TypeError('failed')) })
    await tab.load()
    tab.send(forAudrey)
    tab.send(forCarole)
    tab.setDraft('Et puis')
    tab.newConversation()
    assert.equal(tab.state().draft, `Et puis\n\n${forAudrey}\n\n${forCarole}`)
    assert.equal(isWaiting(browser.local), false)
  })

  it('forgets a visitor whom the page had named, and nobody else', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(isSettled)
    const anonymous = new Map(browser.local)
    tab.identify(null)
    assert.deepEqual(browser.local, anonymous)
    assert.equal(tab.state().messages.length, 2)
    tab.identify({ user_id: 'customer-7' })
    tab.send(forCarole)
    await tab.until(isSettled)
    tab.setDraft('à moi')
    tab.destroy()
    const loggedOut = browser.openTab({ session: tab.session })
    loggedOut.identify(null)
    assert.deepEqual([...browser.local], [])
    await loggedOut.load()
    assert.deepEqual([loggedOut.state().messages, loggedOut.state().draft], [[], ''])
    loggedOut.send(forAudrey)
    assert.notEqual(browser.local.get('lac_user_id'), 'customer-7')
    assert.notEqual(browser.local.get('lac_user_id'), anonymous.get('lac_user_id'))
    loggedOut.destroy()
  })

  it('opens another conversation for another visitor, who cannot read the first', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    tab.identify({ user_id: 'customer-7' })
    await tab.load()
    tab.send(forAudrey)
    await tab.until(isSettled)
    assert.equal(browser.local.get('lac_user_id'), 'customer-7')
    const conversation_id = browser.local.get('lac_conversation_id') ?? ''
    tab.identify({ user_id: 'customer-7' })
    assert.equal(tab.state().messages.length, 2)
    tab.identify({ user_id: 'customer-8' })
    assert.equal(tab.state().messages.length, 0)
    tab.send(forCarole)
    await tab.until(isSettled)
    assert.notEqual(browser.local.get('lac_conversation_id'), conversation_id)
    const refused = await fetch(
      `${server.url}/api/conversations/${conversation_id}/messages?user_id=customer-8`,
    )
    assert.equal(refused.status, 403)
    tab.identify({ user_id: 'pas un identifiant' })
    assert.deepEqual(tab.events.at(-1), { event: 'error', detail: { code: 'invalid', message: 'user_id' } })
    assert.equal(tab.state().messages.length, 2)
  })

  it('gives a named visitor nothing of what the one before was writing, and one who was nobody her own', async () => {
    await using server = await openServer(database, [])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.setDraft('de personne encore')
    tab.identify({ user_id: 'customer-7' })
    assert.equal(tab.state().draft, 'de personne encore')
    browser.setOnline(false)
    tab.send(forAudrey)
    tab.setDraft('à la première')
    tab.identify({ user_id: 'customer-8' })
    assert.deepEqual([tab.state().draft, tab.state().messages], ['', []])
    assert.deepEqual([...tab.session], [])
    assert.ok(!isWaiting(browser.local))
    assert.equal(browser.local.get('lac_user_id'), 'customer-8')
  })

  it('moves on from a conversation that is another visitor’s, and takes along what waits', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const owner = createBrowser(server.url)
    const first = owner.openTab()
    await first.load()
    first.send(forAudrey)
    await first.until(isSettled)
    const conversation_id = owner.local.get('lac_conversation_id') ?? ''
    const browser = createBrowser(server.url)
    browser.local.set('lac_user_id', 'somebody-else')
    browser.local.set('lac_conversation_id', conversation_id)
    const entry = { user_id: 'somebody-else', conversation_id, message_id: 'waiting-1', text: forCarole }
    browser.local.set('chatbot-v2:outbox:waiting-1', JSON.stringify({ ...entry, at: 1 }))
    const tab = browser.openTab()
    await tab.load()
    await tab.until(isSettled)
    assert.equal(tab.state().messages.at(-1)?.text, duree)
    assert.notEqual(browser.local.get('lac_conversation_id'), conversation_id)
    assert.equal((await readStored(server.url, owner.local)).length, 2)
  })

  it('says that a conversation is another’s when that shows on sending, and sends to a new one when asked', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const owner = createBrowser(server.url)
    const first = owner.openTab()
    await first.load()
    first.send(forAudrey)
    await first.until(isSettled)
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    browser.local.set('lac_user_id', 'somebody-else')
    browser.local.set('lac_conversation_id', owner.local.get('lac_conversation_id') ?? '')
    tab.send(forCarole)
    await tab.until(({ messages }) => messages[0]?.failure?.code === 'forbidden')
    tab.retry(tab.state().messages[0]?.message_id ?? '')
    await tab.until(isSettled)
    assert.deepEqual(tab.lines(), [`user done ${forCarole}`, `assistant done ${duree}`])
  })

  it('asks for a person in the visitor’s words, and the conversation is handed over', async () => {
    await using server = await openServer(database, [])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.askForPerson()
    await tab.until(isSettled)
    assert.equal(tab.state().messages[0]?.text, 'Je voudrais parler à une personne.')
    assert.equal(tab.state().messages[1]?.agent, 'escalate')
    assert.match(tab.state().messages[1]?.text ?? '', /@/)
  })

  it('works where storage is blocked', async () => {
    await using server = await openServer(database, [[relance], [duree]])
    const browser = createBrowser(server.url, { isBlocked: true })
    const tab = browser.openTab()
    await tab.load()
    tab.setDraft(forAudrey)
    tab.send(forAudrey)
    tab.send(forCarole)
    await tab.until(isSettled)
    assert.equal(tab.state().draft, '')
    assert.equal(tab.state().messages.length, 4)
  })

  it('sends nothing that is empty or too long', async () => {
    await using server = await openServer(database, [])
    const tab = createBrowser(server.url).openTab()
    await tab.load()
    assert.equal(tab.send(' \u200B '), 'empty')
    assert.equal(tab.send('é'.repeat(2001)), 'too_long')
    assert.deepEqual(tab.state().messages, [])
  })

  it('says that the history could not be read, and reads it when asked again', async () => {
    await using server = await openServer(database, [[relance]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    tab.send(forAudrey)
    await tab.until(isSettled)
    let isDown = true
    const reloaded = browser.openTab({
      fetch: (address, init) => (isDown ? Promise.reject(new TypeError('failed')) : fetch(address, init)),
    })
    await reloaded.load()
    assert.deepEqual([reloaded.state().history, reloaded.state().config], ['failed', null])
    isDown = false
    await reloaded.load()
    assert.equal(reloaded.state().history, 'loaded')
    assert.deepEqual(reloaded.state().messages, tab.state().messages)
    assert.equal(reloaded.state().config?.name, 'Équipe')
  })

  it('leaves no timer, listener or request behind', async () => {
    await using server = await openServer(database, [['Relance-le ', { wait: 1000 }]])
    const browser = createBrowser(server.url)
    const tab = browser.openTab()
    await tab.load()
    let changes = 0
    tab.subscribe(() => changes++)
    tab.send(forAudrey)
    await tab.until(({ messages }) => messages.at(-1)?.status === 'streaming')
    tab.destroy()
    const before = changes
    await until(() => browser.pending() === 0)
    browser.setOnline(true)
    await server.timers.advance(1000)
    assert.equal(changes, before)
    assert.equal(isWaiting(browser.local), true)
  })
})

/** A fetch whose first answer to a message breaks off after the first event of that name. */
function cutOnce(event: string): typeof fetch {
  let isCut = false
  return async (address, init) => {
    const response = await fetch(address, init)
    if (isCut || init?.method !== 'POST') return response
    isCut = true
    const decoder = new TextDecoder()
    let text = ''
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        controller.enqueue(bytes)
        text += decoder.decode(bytes, { stream: true })
        if (text.includes(`event: ${event}\n`)) controller.error(new TypeError('network error'))
      },
    })
    return new Response(response.body?.pipeThrough(cut), response)
  }
}

/** A line on which nothing ever comes. */
function silence(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
}
