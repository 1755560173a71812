import type { ChatEvent } from '../../../contract/chat.ts'
import type { Identity, PanelHost } from '../../contract.ts'
import { failureText } from '../../texts/failure-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { Api } from './api.ts'
import type { Clock } from './clock.ts'
import type { ConversationState, Failure, FailureCode, Rating } from './conversation-state.ts'
import { createDelivery } from './delivery.ts'
import { toFailureCode } from './failure.ts'
import { unfinished } from './merge-history.ts'
import { answerOf } from './message.ts'
import { checkMessage } from './message-length.ts'
import type { Network } from './network.ts'
import { createOutbox, type Entry } from './outbox.ts'
import { type Action, initialState, reduce } from './reduce.ts'
import type { Store } from './store.ts'
import type { Lock, Tabs } from './tabs.ts'
import { createVisitor, isIdentifier } from './visitor.ts'

const draftKey = 'chatbot-v2:draft'

export interface ConversationDeps {
  api: Api
  /** Kept over visits and shared by tabs: who the visitor is, what is not answered. */
  store: Store
  /** This tab's, kept over a reload: the draft. */
  session: Store
  tabs: Tabs
  lock: Lock
  network: Network
  clock: Clock
  /** Unguessable, and an id to the server (contract/identifier.ts). */
  createId(): string
  /** 0..1 */
  random(): number
  texts: Texts
  /** Tells the page: `message`, `agent`, `answer`, `error`. */
  emit: PanelHost['emit']
}

/** What the panel does with the conversation. Nothing is stored or asked for before `load`. */
export interface Conversation {
  state(): ConversationState
  /** Calls `listener` on each change, several times a frame while an answer arrives; returns what ends that. */
  subscribe(listener: () => void): () => void
  /** Reads the draft, the team and the earlier messages, and takes up what was not finished; again after a failure. */
  load(): Promise<void>
  /** Keeps what is being written. */
  setDraft(text: string): void
  /** Sends a message; a draft of the same text is emptied. Returns why it can't be sent at all, else null. */
  send(text: string): FailureCode | null
  /** Stops showing the answer that is on its way; the server ends and stores it all the same. */
  stop(): void
  /** Sends a message again under its id. A forbidden one goes to a conversation of its own. */
  retry(messageId: string): void
  /** Rates an answer: shown at once, taken back when the server refuses. Resolves when that is known. */
  rate(messageId: string, rating: Rating, comment?: string): Promise<void>
  /** Asks the team for a person, as a message. */
  askForPerson(): void
  /** Leaves the conversation to the server and begins another. What was not sent comes back as the draft. */
  newConversation(): void
  /** Says who the visitor is. Another visitor than before begins another conversation. */
  identify(identity: Identity): void
  /** Ends requests, timers and listeners. What is stored stays. */
  destroy(): void
}

/** A conversation over the world it is given. */
export function createConversation(deps: ConversationDeps): Conversation {
  const { api, tabs, network, clock, texts, emit } = deps
  const visitor = createVisitor(deps.store, deps.createId)
  const outbox = createOutbox(deps.store)
  const listeners = new Set<() => void>()
  let state: ConversationState = { ...initialState, online: network.isOnline() }
  let isLoaded = false
  let isDestroyed = false
  /** Said before `load`, when nothing may be stored yet. */
  let knownUser: string | null = null
  /** The conversation on the screen. */
  let shown: string | undefined
  let loadingHistory: Promise<void> | null = null
  let isHistoryStale = false
  let endListening = () => {}

  function dispatch(action: Action): void {
    if (isDestroyed) return
    state = reduce(state, action)
    for (const listener of listeners) listener()
  }

  const delivery = createDelivery({
    list: () => outbox.list(visitor.current()?.conversation_id ?? ''),
    send,
    onWait: fail,
    onRefusal(entry, failure) {
      outbox.remove(entry.message_id)
      fail(entry, failure)
    },
    lock: deps.lock,
    clock,
    random: deps.random,
  })

  function fail({ message_id }: Entry, failure: Failure): void {
    dispatch({ type: 'failed', message_id, failure })
    emit('error', { code: failure.code, message: failureText(texts, failure, clock.now()) })
  }

  async function send(entry: Entry, signal: AbortSignal): Promise<Failure | null> {
    let error: Failure | null = null
    dispatch({ type: 'sending', message_id: entry.message_id })
    const onEvent = (event: ChatEvent) => {
      if (signal.aborted) return
      if (event.type === 'error') error = { code: toFailureCode(event.code) }
      else receive(entry, event)
    }
    return (await api.sendMessage(entry, onEvent, signal)) ?? error
  }

  function receive({ message_id, conversation_id, text }: Entry, event: ChatEvent): void {
    const isNew = !answerOf(state.messages, message_id)
    if (event.type === 'done') outbox.remove(message_id)
    dispatch({ type: 'received', message_id, event })
    const ids = { conversation_id, message_id }
    if (isNew) emit('message', { ...ids, text })
    if (event.type === 'agent') emit('agent', { ...ids, agent: event.agent })
    if (event.type === 'done') emit('answer', { ...ids, text: event.reply.message, agent: event.reply.agent })
    if (isNew || event.type === 'done') tabs.tell()
  }

  /** Keeps a question until it is answered, and shows it if it is not there yet. */
  function enqueue({ message_id, text }: Pick<Entry, 'message_id' | 'text'>): Entry {
    const ids = visitor.begin()
    shown = ids.conversation_id
    const entry = { ...ids, message_id, text }
    outbox.add(entry)
    if (!state.messages.some(message => message.message_id === message_id)) {
      dispatch({ type: 'asked', message_id, text })
    }
    return entry
  }

  /** Leaves the conversation. Returns the questions that the server never had. */
  function leave(): Entry[] {
    const waiting = outbox.list(shown ?? visitor.current()?.conversation_id ?? '')
    const stored = new Set(
      state.messages.filter(({ role }) => role === 'assistant').map(({ message_id }) => message_id),
    )
    for (const { message_id } of waiting) outbox.remove(message_id)
    delivery.skip()
    visitor.leave()
    shown = undefined
    dispatch({ type: 'left' })
    return waiting.filter(({ message_id }) => !stored.has(message_id))
  }

  function keepAsDraft(entries: Entry[]): void {
    if (entries.length > 0)
      setDraft([state.draft, ...entries.map(({ text }) => text)].filter(Boolean).join('\n\n'))
  }

  function setDraft(draft: string): void {
    deps.session.set(draftKey, draft || null)
    dispatch({ type: 'drafted', draft })
  }

  async function readHistory(): Promise<void> {
    const ids = visitor.current()
    if (ids?.conversation_id !== shown) {
      // Another tab is in another conversation, and so is this one from now on.
      if (shown) {
        delivery.skip()
        dispatch({ type: 'left' })
      }
      shown = ids?.conversation_id
    }
    if (state.history !== 'loaded') dispatch({ type: 'history_loading' })
    const result = ids ? await api.loadHistory(ids) : []
    if (isDestroyed || visitor.current()?.conversation_id !== ids?.conversation_id) return
    if (Array.isArray(result)) {
      dispatch({ type: 'history_loaded', messages: result })
      unfinished(state.messages).forEach(enqueue)
    } else if (result.code === 'forbidden') {
      // It was never this visitor's: what waits for it goes to one that is.
      leave().forEach(enqueue)
    } else if (state.history !== 'loaded') dispatch({ type: 'history_failed' })
    if (ids) outbox.list(ids.conversation_id).forEach(enqueue)
    delivery.start()
  }

  /** Asks for the stored messages; once more when they changed meanwhile. */
  function loadHistory(): Promise<void> {
    isHistoryStale = !!loadingHistory
    loadingHistory ??= readHistory().finally(() => {
      loadingHistory = null
      if (isHistoryStale && !isDestroyed) void loadHistory()
    })
    return loadingHistory
  }

  async function loadConfig(): Promise<void> {
    const config = await api.loadConfig()
    if (config) dispatch({ type: 'configured', config })
  }

  async function load(): Promise<void> {
    if (!isLoaded) {
      isLoaded = true
      const endNetwork = network.listen(onNetwork)
      const endTabs = tabs.listen(() => void loadHistory())
      endListening = () => {
        endNetwork()
        endTabs()
      }
      dispatch({ type: 'drafted', draft: deps.session.get(draftKey) ?? '' })
      if (knownUser) become(knownUser)
    }
    const isHistoryMissing = state.history === 'none' || state.history === 'failed'
    await Promise.all([!state.config && loadConfig(), isHistoryMissing && loadHistory()])
  }

  function onNetwork(): void {
    const online = network.isOnline()
    dispatch({ type: 'connected', online })
    if (!online) return
    void load()
    delivery.wake()
  }

  function become(user_id: string): void {
    const ids = visitor.current()
    if (ids?.user_id !== user_id) {
      if (ids) keepAsDraft(leave())
      visitor.become(user_id)
      if (ids) tabs.tell()
    }
  }

  function sendText(text: string): FailureCode | null {
    const refusal = checkMessage(text)
    if (refusal) return refusal
    if (state.draft.trim() === text.trim()) setDraft('')
    delivery.start(enqueue({ message_id: deps.createId(), text: text.trim() }))
    return null
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    load,
    setDraft,
    send: sendText,
    stop() {
      const [first] = outbox.list(shown ?? '')
      const message_id = delivery.current() ?? first?.message_id
      if (!message_id) return
      outbox.remove(message_id)
      dispatch({ type: 'stopped', message_id })
      delivery.skip()
    },
    retry(message_id) {
      const question = state.messages.find(
        message => message.message_id === message_id && message.role === 'user',
      )
      if (!question) return
      if (question.failure?.code === 'forbidden') {
        leave()
        tabs.tell()
      }
      enqueue(question)
      dispatch({ type: 'sending', message_id })
      delivery.wake()
    },
    async rate(message_id, rating, comment) {
      const before = answerOf(state.messages, message_id)
      const ids = visitor.current()
      if (!before || !ids) return
      dispatch({ type: 'rated', message_id, rating, failure: null })
      const failure = await api.sendFeedback(ids.user_id, message_id, rating, comment)
      if (!failure) tabs.tell()
      else if (answerOf(state.messages, message_id)?.rating === rating) {
        dispatch({ type: 'rated', message_id, rating: before.rating, failure })
      }
    },
    askForPerson: () => void sendText(texts.personRequest),
    newConversation() {
      keepAsDraft(leave())
      tabs.tell()
    },
    identify({ user_id: given }) {
      const user_id = String(given)
      if (!isIdentifier(user_id)) emit('error', { code: 'invalid', message: 'user_id' })
      else if (isLoaded) become(user_id)
      else knownUser = user_id
    },
    destroy() {
      isDestroyed = true
      endListening()
      delivery.end()
      listeners.clear()
    },
  }
}
