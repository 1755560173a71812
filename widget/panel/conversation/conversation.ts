import type { Identity, PanelHost } from '../../contract.ts'
import { failureText } from '../../texts/failure-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { Api, HistoryPage } from './api.ts'
import type { TurnEvent } from './chat-event.ts'
import type { Clock } from './clock.ts'
import type { ConversationState, Failure, FailureCode, Rating } from './conversation-state.ts'
import { createDelivery } from './delivery.ts'
import { toFailureCode } from './failure.ts'
import { answerOf, lastOf } from './message.ts'
import { checkMessage } from './message-length.ts'
import type { Network } from './network.ts'
import { createOutbox, type Entry } from './outbox.ts'
import { type Action, initialState, reduce } from './reduce.ts'
import type { Store } from './store.ts'
import type { Lock, Tabs } from './tabs.ts'
import { createVisitor, isIdentifier } from './visitor.ts'

const draftKey = 'chatbot-v2:draft'

/** Milliseconds until news of another tab that could not be read are asked for again. */
const newsPause = 5000

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
  /** Reads the messages before those that are shown, if there are any and none are on their way. */
  loadOlder(): Promise<void>
  /** Keeps what is being written. */
  setDraft(text: string): void
  /** Sends a message; a draft of the same text is emptied. Returns why it can't be sent at all, else null. */
  send(text: string): FailureCode | null
  /** Stops showing the answer that is on its way; the server ends and stores it all the same. */
  stop(): void
  /** Takes a question that was not sent back into the draft. */
  edit(messageId: string): void
  /** Sends a message again under its id. A forbidden one goes to a conversation of its own. */
  retry(messageId: string): void
  /** Rates an answer: shown at once, taken back when the server refuses. Resolves when that is known. */
  rate(messageId: string, rating: Rating, comment?: string): Promise<void>
  /** Asks the team for a person, as a message. */
  askForPerson(): void
  /** Leaves the conversation to the server and begins another. What was not sent comes back as the draft. */
  newConversation(): void
  /** Says who the visitor is. Another visitor than before begins another conversation; null forgets one who was named. */
  identify(identity: Identity | null): void
  /** Ends requests, timers and listeners. What is stored stays. */
  destroy(): void
}

/** What a page is asked for by that comes before this one; empty when none does. */
const olderThan = ({ has_more, messages }: HistoryPage): string => (has_more && messages[0]?.id) || ''

/** A conversation over the world it is given. */
export function createConversation(deps: ConversationDeps): Conversation {
  const { api, tabs, network, clock, texts, emit } = deps
  const visitor = createVisitor(deps.store, deps.createId)
  const outbox = createOutbox(deps.store, deps.clock.now)
  const listeners = new Set<() => void>()
  let state: ConversationState = { ...initialState, online: network.isOnline() }
  let isDestroyed = false
  /** Ends what `load` began; absent before. */
  let endListening: (() => void) | undefined
  /** Said before `load`, when nothing may be stored yet. */
  let knownUser: string | undefined
  /** The conversation on the screen. */
  let shown: string | undefined
  /** The server's id of the oldest message read, where there are older ones; empty while they are on their way, or none are. */
  let oldest: string | undefined
  let loadingHistory: Promise<void> | null = null
  let isHistoryStale = false
  let endPause = () => {}

  function dispatch(action: Action): void {
    if (isDestroyed) return
    state = reduce(state, action)
    for (const listener of listeners) listener()
  }
  const set = (given: Partial<ConversationState>) => dispatch({ type: 'set', set: given })

  const delivery = createDelivery({
    ...deps,
    list: () => outbox.list(visitor.current()?.conversation_id ?? ''),
    async send(entry, signal) {
      let error: Failure | null = null
      const { message_id } = entry
      dispatch({ type: 'sending', message_id })
      const failure = await api.sendMessage(
        entry,
        event => {
          if (signal.aborted) return
          if (event.type === 'error') error = { code: toFailureCode(event.code) }
          else receive(entry, event)
        },
        signal,
      )
      return failure ?? error
    },
    onFailure(entry, failure, isFinal) {
      const { message_id } = entry
      if (isFinal) outbox.refuse(entry, failure)
      dispatch({ type: 'failed', message_id, failure })
      emit('error', { code: failure.code, message: failureText(texts, failure, clock.now()) })
    },
  })

  function receive({ message_id, conversation_id, text }: Entry, event: TurnEvent): void {
    const isNew = !answerOf(state.messages, message_id)
    const isDone = event.type === 'done'
    if (isDone) outbox.remove(message_id)
    dispatch({ type: 'received', message_id, event })
    const ids = { conversation_id, message_id }
    const answer = { ...ids, text: event.text ?? '', agent: event.agent ?? '' }
    if (isNew) emit('message', { ...ids, text })
    if (isDone) emit('answer', answer)
    else if (event.agent) emit('agent', { ...ids, agent: event.agent })
    if (isNew || isDone) tabs.tell()
  }

  /** Keeps a question until it is answered, and shows it if it is not there yet. */
  function enqueue({ message_id, text }: Pick<Entry, 'message_id' | 'text'>): Entry {
    const ids = visitor.begin()
    shown = ids.conversation_id
    const entry = { ...ids, message_id, text }
    outbox.add(entry)
    if (!lastOf(state.messages, message_id)) dispatch({ type: 'asked', message_id, text })
    return entry
  }

  /** Shows what was refused for good as it was; the server may have it answered since, for another tab. */
  function showRefused({ message_id, text, failure }: Entry): void {
    if (!failure) return
    const last = lastOf(state.messages, message_id)
    if (!last) dispatch({ type: 'asked', message_id, text })
    if (last?.role === 'assistant' && last.status === 'done') outbox.remove(message_id)
    else dispatch({ type: 'failed', message_id, failure })
  }

  /** Leaves the conversation to the server, for another of this or another visitor. Returns what it never had. */
  function leave(user_id?: string | null): Entry[] {
    const kept = outbox.all(shown ?? visitor.current()?.conversation_id ?? '')
    const unsent = kept.filter(({ message_id }) => !answerOf(state.messages, message_id))
    for (const { message_id } of kept) outbox.remove(message_id)
    clear()
    visitor.leave(user_id)
    tabs.tell()
    return unsent
  }

  /** Takes a conversation off the screen. */
  function clear(): void {
    delivery.skip()
    shown = undefined
    oldest = undefined
    dispatch({ type: 'left' })
  }

  /** Leaves the conversation; what was not sent comes back as the draft. */
  function startAnew(user_id?: string): void {
    addToDraft(leave(user_id))
  }

  function addToDraft(messages: readonly { text: string }[]): void {
    setDraft([state.draft, ...messages.map(({ text }) => text)].filter(Boolean).join('\n\n'))
  }

  function setDraft(draft: string): void {
    deps.session.set(draftKey, draft || null)
    set({ draft })
  }

  async function readHistory(): Promise<void> {
    const ids = visitor.current()
    const conversation_id = ids?.conversation_id
    // Another tab is in another conversation, and so is this one from now on.
    if (shown && conversation_id !== shown) clear()
    shown = conversation_id
    if (state.history !== 'loaded') set({ history: 'loading' })
    const result: HistoryPage | Failure = ids ? await api.loadHistory(ids) : { messages: [] }
    if (isDestroyed || visitor.current()?.conversation_id !== conversation_id) return
    if ('messages' in result) {
      oldest ??= olderThan(result)
      dispatch({ type: 'history', messages: result.messages })
      outbox.all(conversation_id ?? '').forEach(showRefused)
      for (const message of state.messages) {
        if (lastOf(state.messages, message.message_id)?.status === 'waiting') enqueue(message)
      }
    } else if (result.code === 'forbidden') leave().forEach(enqueue)
    else if (state.history !== 'loaded') set({ history: 'failed' })
    else endPause = clock.after(newsPause, () => void loadHistory())
    delivery.list().forEach(enqueue)
    delivery.start()
  }

  /** Asks for the stored messages; once more when they changed meanwhile. */
  function loadHistory(): Promise<void> {
    endPause()
    isHistoryStale = !!loadingHistory
    loadingHistory ??= readHistory().finally(() => {
      loadingHistory = null
      if (isHistoryStale && !isDestroyed) void loadHistory()
    })
    return loadingHistory
  }

  /** Asks for the messages before the oldest that was read. An old question without an answer is not asked again. */
  async function loadOlder(): Promise<void> {
    const ids = visitor.current()
    const before = oldest
    if (!ids || !before) return
    oldest = ''
    set({ history: 'loaded' })
    const result = await api.loadHistory(ids, before)
    if (isDestroyed || shown !== ids.conversation_id) return
    if ('messages' in result) {
      oldest = olderThan(result)
      const messages = result.messages.map(message =>
        message.role === 'user' ? { ...message, status: 'complete' as const } : message,
      )
      dispatch({ type: 'history', messages })
    } else {
      oldest = before
      set({ history: 'failed' })
    }
  }

  async function loadConfig(): Promise<void> {
    const config = state.config ?? (await api.loadConfig())
    if (config && !state.config) set({ config })
  }

  async function load(): Promise<void> {
    if (!endListening) {
      const ends = [network.listen(onNetwork), tabs.listen(() => void loadHistory())]
      endListening = () => {
        for (const end of ends) end()
      }
      set({ draft: deps.session.get(draftKey) ?? '' })
      if (knownUser) become(knownUser)
    }
    await Promise.all([loadConfig(), /^[nf]/.test(state.history) && (oldest ? loadOlder() : loadHistory())])
  }

  function onNetwork(): void {
    set({ online: network.isOnline() })
    if (!state.online) return
    void load()
    delivery.wake()
  }

  function become(user_id: string): void {
    if (visitor.user() === user_id) visitor.name(user_id)
    else if (visitor.current()) startAnew(user_id)
    else visitor.leave(user_id)
  }

  function send(text: string): FailureCode | null {
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
    async loadOlder() {
      if (state.history === 'loaded') await loadOlder()
    },
    setDraft,
    send,
    stop() {
      const message_id = delivery.current() ?? delivery.list()[0]?.message_id
      if (!message_id) return
      outbox.remove(message_id)
      dispatch({ type: 'stopped', message_id })
      delivery.skip()
    },
    edit(message_id) {
      const question = lastOf(state.messages, message_id)
      if (question?.status !== 'unsent') return
      outbox.remove(message_id)
      dispatch({ type: 'dropped', message_id })
      addToDraft([question])
    },
    retry(message_id) {
      const question = state.messages.find(message => message.message_id === message_id)
      if (!question) return
      if (question.failure?.code === 'forbidden') leave().forEach(enqueue)
      enqueue(question)
      dispatch({ type: 'sending', message_id })
      delivery.wake()
    },
    async rate(message_id, rating, comment) {
      const before = answerOf(state.messages, message_id)
      dispatch({ type: 'rated', message_id, rating, ratingFailure: null })
      const ratingFailure = await api.sendFeedback(visitor.begin().user_id, message_id, rating, comment)
      if (!ratingFailure) tabs.tell()
      else if (before && answerOf(state.messages, message_id)?.rating === rating) {
        dispatch({ type: 'rated', message_id, rating: before.rating, ratingFailure })
      }
    },
    askForPerson: () => void send(texts.personRequest),
    newConversation: () => startAnew(),
    identify(identity) {
      if (!identity) {
        knownUser = undefined
        if (!visitor.isNamed()) return
        leave(null)
        setDraft('')
        return
      }
      const user_id = String(identity.user_id)
      if (!isIdentifier(user_id)) emit('error', { code: 'invalid', message: 'user_id' })
      else if (endListening) become(user_id)
      else knownUser = user_id
    },
    destroy() {
      isDestroyed = true
      endListening?.()
      endPause()
      delivery.end()
      listeners.clear()
    },
  }
}
