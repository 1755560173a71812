import { type ApiDeps, createApi } from './api.ts'
import type { TurnEvent } from './chat-event.ts'
import type { Conversation, ConversationDeps, Core, FollowUp } from './conversation-contract.ts'
import { type ConversationState, type Failure, initialState } from './conversation-state.ts'
import { answerOf, ask, type Messages, receive, settle } from './message.ts'
import { checkMessage } from './message-length.ts'
import { createOutbox, type Entry } from './outbox.ts'
import { createVisitor, isIdentifier } from './visitor.ts'

const draftKey = 'chatbot-v2:draft'

/** A conversation over the world it is given: asking, and reading the answer as it arrives. */
export function createConversation(deps: ConversationDeps): Conversation {
  const { session, emit } = deps
  const visitor = createVisitor(deps.store, deps.createId)
  const outbox = createOutbox(deps.store, deps.clock.now)
  const toFailure: ApiDeps['toFailure'] = (response, body) =>
    followUp?.toFailure(response, body) ?? { code: 'failed' }
  const api = createApi({ ...deps, toFailure })
  let state = initialState
  let followUp: FollowUp | undefined
  let isLoaded = false
  let isPumping = false
  let running: { message_id: string; abort: AbortController } | undefined
  /** Said before `load`, when nothing may be stored yet. */
  let knownUser: string | undefined

  function set(given: Partial<ConversationState>): void {
    if (core.isEnded) return
    state = { ...state, ...given }
    deps.onChange()
  }
  const change = (messages: Messages) => set({ messages })
  const list = () => outbox.list(visitor.current()?.conversation_id)

  async function pump(): Promise<void> {
    if (isPumping) return
    isPumping = true
    try {
      while (!core.pause && !core.isEnded && list().length)
        await (followUp ? followUp.lock(sendFirst) : sendFirst())
    } finally {
      isPumping = false
    }
  }

  async function sendFirst(): Promise<void> {
    const entry = list()[0]
    // Another tab may have sent it meanwhile.
    if (!entry || core.isEnded || core.pause) return
    const { message_id } = entry
    const abort = new AbortController()
    const mine = { message_id, abort }
    let error: Failure | null = null
    running = mine
    // Another tab may have kept it, and be gone.
    change(settle(ask(state.messages, message_id, entry.text), message_id, 'sending'))
    const failure = await api.sendMessage(
      entry,
      event => {
        if (running !== mine) return
        if (event.type === 'error') error = toFailure({ status: 500 }, event)
        else take(entry, event)
      },
      abort,
    )
    if (running !== mine) return
    running = undefined
    core.pause = failure ?? error
    if (followUp) followUp.onSent(entry, core.pause)
    else if (core.pause) change(settle(state.messages, message_id, 'failed'))
  }

  function take({ message_id, conversation_id, text }: Entry, event: TurnEvent): void {
    const isNew = !answerOf(state.messages, message_id)
    const isDone = event.type === 'done'
    if (isDone) outbox.remove(message_id)
    change(receive(state.messages, message_id, event))
    const ids = { conversation_id, message_id }
    const agent = event.agent ?? ''
    if (isNew) emit('message', { ...ids, text })
    if (isDone) emit('answer', { ...ids, text: event.text ?? '', agent })
    else if (agent) emit('agent', { ...ids, agent })
    if (isNew || isDone) followUp?.tell()
  }

  function skip(): void {
    const { abort } = running ?? {}
    running = undefined
    abort?.abort()
    followUp?.onSkip()
  }

  function leave(user_id?: string | null): Entry[] {
    const kept = outbox.all(core.shown ?? visitor.current()?.conversation_id)
    const unsent = kept.filter(({ message_id }) => !answerOf(state.messages, message_id))
    for (const { message_id } of kept) outbox.remove(message_id)
    core.clear()
    visitor.leave(user_id)
    followUp?.tell()
    return unsent
  }

  function setDraft(draft: string): void {
    session.set(draftKey, draft || null)
    set({ draft })
  }

  /** What somebody whom the page had named was writing is for nobody else. */
  function forget(): void {
    if (!visitor.isNamed()) return
    leave(null)
    setDraft('')
  }

  function become(user_id: string): void {
    if (visitor.user() === user_id) {
      visitor.name(user_id)
      return
    }
    forget()
    if (visitor.current()) core.addToDraft(leave(user_id))
    else visitor.leave(user_id)
  }

  const core: Core = {
    api,
    visitor,
    outbox,
    state: () => state,
    set,
    change,
    setDraft,
    list,
    pump,
    leave,
    addToDraft(messages) {
      setDraft([state.draft, ...messages.map(({ text }) => text)].filter(Boolean).join('\n\n'))
    },
    enqueue({ message_id, text }) {
      const entry = { ...visitor.begin(), message_id, text }
      core.shown = entry.conversation_id
      outbox.add(entry)
      change(ask(state.messages, message_id, text))
      return entry
    },
    clear() {
      skip()
      core.shown = undefined
      set({ messages: [], history: 'loaded' })
    },
    async load() {
      if (!isLoaded) {
        isLoaded = true
        set({ draft: session.get(draftKey) ?? '' })
        if (knownUser) become(knownUser)
        if (visitor.current()) set({ history: 'loading' })
        followUp?.begin()
      }
      const reading = followUp?.load()
      const config = state.config ?? (await api.loadConfig())
      if (config && !state.config) set({ config })
      await reading
    },
    send(text) {
      const refusal = checkMessage(text)
      if (refusal) return refusal
      if (state.draft.trim() === text.trim()) setDraft('')
      const entry = core.enqueue({ message_id: deps.createId(), text: text.trim() })
      if (followUp) followUp.onAsked(entry)
      else void pump()
      return null
    },
    stop() {
      // The last is another tab's, and this one waits for its answer.
      const message_id = (running ?? list()[0] ?? state.messages.at(-1))?.message_id
      if (!message_id) return
      outbox.remove(message_id)
      change(settle(state.messages, message_id, 'stopped'))
      skip()
    },
    newConversation: () => core.addToDraft(leave()),
    identify(identity) {
      if (!identity) {
        knownUser = undefined
        return forget()
      }
      const user_id = `${identity.user_id}`
      if (!isIdentifier(user_id)) emit('error', { code: 'invalid', message: 'user_id' })
      else if (isLoaded) become(user_id)
      else knownUser = user_id
    },
    takeUp(create) {
      const given = create(core)
      followUp = given
      if (isLoaded) {
        given.begin()
        // What was asked before is news to the other tabs.
        if (state.messages.length) given.tell()
        void given.load()
      }
      return given
    },
    destroy() {
      core.isEnded = true
      skip()
      followUp?.end()
    },
  }
  return core
}
