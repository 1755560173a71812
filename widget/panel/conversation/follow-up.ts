import type { StoredMessage } from '../../../contract/conversation.ts'
import type { Core, FollowUp } from './conversation-contract.ts'
import type { Failure, Rating } from './conversation-state.ts'
import { toFailure } from './failure.ts'
import { mergeHistory } from './merge-history.ts'
import { answerOf, ask, lastOf, patch, settle } from './message.ts'
import type { Network } from './network.ts'
import type { Entry } from './outbox.ts'
import { createRetries, type RetryDeps } from './retries.ts'
import type { Lock, Tabs } from './tabs.ts'
import type { Ids } from './visitor.ts'

/** Milliseconds until news of another tab that could not be read are asked for again. */
const newsPause = 5000

/** Milliseconds for which a question is left to the tab that asks it, which shows the answer as it comes. */
const headStart = 1000

export interface FollowUpDeps extends RetryDeps {
  tabs: Tabs
  lock: Lock
  network: Network
}

/** Part of the stored conversation; a server from before there were parts does not say whether there are more. */
interface HistoryPage {
  messages: StoredMessage[]
  has_more?: boolean
}

/** What a page is asked for by that comes before this one; empty when none does. */
const olderThan = ({ has_more, messages }: HistoryPage): string => (has_more && messages[0]?.id) || ''

/** What the visitor can do with messages that are there. */
export interface Deeds {
  /** Reads the messages before those that are shown, if there are any and none are on their way. */
  loadOlder(): Promise<void>
  /** Takes a question that was not sent back into the draft. */
  edit(message_id: string): void
  /** Sends a message again under its id. A forbidden one goes to a conversation of its own. */
  retry(message_id: string): void
  /** Rates an answer: shown at once, taken back when the server refuses. Resolves when that is known. */
  rate(message_id: string, rating: Rating, comment?: string): Promise<void>
}

/** History, tries again, other tabs, and what is done with messages that are there. */
export function createFollowUp(core: Core, deps: FollowUpDeps): FollowUp & Deeds {
  const { tabs, network, clock } = deps
  const { api, visitor, outbox, state, set, change, enqueue } = core
  const retries = createRetries(core, deps)
  const ends: (() => void)[] = []
  let reading: Promise<void> | null = null
  let isStale = false
  let endPause = () => {}
  let endHeadStart = () => {}
  /**
   * The conversation whose history is there, and the server's id of its oldest message where there are older ones;
   * empty while they are on their way, or none are.
   */
  let read: string | undefined
  let oldest = ''

  /** The newest stored messages, or those before the one whose `id` is given, oldest first, or why they could not be read. */
  async function fetchHistory(
    { user_id, conversation_id }: Ids,
    before?: string,
  ): Promise<HistoryPage | Failure> {
    let found: HistoryPage | undefined
    const path = `conversations/${conversation_id}/messages?user_id=${encodeURIComponent(user_id)}${before ? `&before=${before}` : ''}`
    const failure = await api.call(path, null, async response => {
      const page = await response.json()
      if (Array.isArray(page.messages)) found = page
      return null
    })
    return failure ?? found ?? { code: 'unavailable' }
  }

  /** Shows what was refused for good as it was; the server may have it answered since, for another tab. */
  function showRefused({ message_id, text, failure }: Entry): void {
    if (!failure) return
    const last = lastOf(state().messages, message_id)
    change(ask(state().messages, message_id, text))
    if (last?.role === 'assistant' && last.status === 'done') outbox.remove(message_id)
    else change(settle(state().messages, message_id, 'failed', failure))
  }

  async function readHistory(): Promise<void> {
    const ids = visitor.current()
    const conversation_id = ids?.conversation_id
    // Another tab is in another conversation, and so is this one from now on.
    if (core.shown && conversation_id !== core.shown) core.clear()
    core.shown = conversation_id
    if (state().history !== 'loaded') set({ history: 'loading' })
    const result = ids ? await fetchHistory(ids) : { messages: [] }
    if (core.isEnded || visitor.current()?.conversation_id !== conversation_id) return
    if ('messages' in result) {
      if (read !== conversation_id) oldest = olderThan(result)
      read = conversation_id
      set({ messages: mergeHistory(state().messages, result.messages), history: 'loaded' })
      outbox.all(conversation_id).forEach(showRefused)
      for (const message of state().messages) {
        if (lastOf(state().messages, message.message_id)?.status === 'waiting') enqueue(message)
      }
    } else if (result.code === 'forbidden') core.leave().forEach(enqueue)
    else if (state().history !== 'loaded') set({ history: 'failed' })
    else endPause = clock.after(newsPause, () => void loadHistory())
    // Asked elsewhere, and not with the server yet: whoever asked may be about to send it, or be gone.
    const unseen = core.list().filter(({ message_id }) => !lastOf(state().messages, message_id))
    unseen.forEach(enqueue)
    const age = clock.now() - Math.max(...unseen.map(({ at }) => at))
    endHeadStart()
    if (age < headStart) endHeadStart = clock.after(Math.min(headStart, headStart - age), retries.start)
    else retries.start()
  }

  /** Asks for the stored messages; once more when they changed meanwhile. */
  function loadHistory(): Promise<void> {
    endPause()
    isStale = !!reading
    reading ??= readHistory().finally(() => {
      reading = null
      if (isStale && !core.isEnded) void loadHistory()
    })
    return reading
  }

  /** Asks for the messages before the oldest that was read. An old question without an answer is not asked again. */
  async function readOlder(): Promise<void> {
    const ids = visitor.current()
    const before = oldest
    if (!ids || !before || read !== ids.conversation_id) return
    oldest = ''
    set({ history: 'loaded' })
    const result = await fetchHistory(ids, before)
    if (core.isEnded || core.shown !== ids.conversation_id) return
    if ('messages' in result) {
      oldest = olderThan(result)
      const older = result.messages.map(message =>
        message.role === 'user' ? { ...message, status: 'complete' as const } : message,
      )
      change(mergeHistory(state().messages, older))
    } else {
      oldest = before
      set({ history: 'failed' })
    }
  }

  function onNetwork(): void {
    set({ online: network.isOnline() })
    if (!state().online) return
    void core.load()
    retries.wake()
  }

  return {
    ...retries,
    lock: deps.lock,
    tell: tabs.tell,
    toFailure: (response, body) => toFailure(response, body, clock.now()),
    begin() {
      ends.push(
        network.listen(onNetwork),
        tabs.listen(() => void loadHistory()),
      )
    },
    async load() {
      if (state().history === 'loaded') return
      await (reading ?? (oldest && read === core.shown ? readOlder() : loadHistory()))
    },
    async loadOlder() {
      if (state().history === 'loaded') await readOlder()
    },
    end() {
      for (const end of ends) end()
      endPause()
      endHeadStart()
      retries.end()
    },
    edit(message_id) {
      const { messages } = state()
      const question = lastOf(messages, message_id)
      if (question?.status !== 'unsent') return
      outbox.remove(message_id)
      change(messages.filter(message => message !== question))
      core.addToDraft([question])
    },
    retry(message_id) {
      const question = state().messages.find(message => message.message_id === message_id)
      if (!question) return
      if (question.failure?.code === 'forbidden') core.leave().forEach(enqueue)
      enqueue(question)
      change(settle(state().messages, message_id, 'sending'))
      retries.wake()
    },
    async rate(message_id, rating, comment) {
      const answer = () => answerOf(state().messages, message_id)
      const before = answer()
      const show = (given: { rating: Rating | null; ratingFailure: Failure | null }) =>
        change(patch(state().messages, before?.key, given))
      show({ rating, ratingFailure: null })
      const ids = visitor.begin()
      const ratingFailure = await api.call(`messages/${message_id}/feedback`, { ...ids, rating, comment })
      if (!ratingFailure) tabs.tell()
      else if (before && answer()?.rating === rating) show({ rating: before.rating, ratingFailure })
    },
  }
}
