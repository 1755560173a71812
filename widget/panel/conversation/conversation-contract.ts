import type { Identity, PanelHost } from '../../contract.ts'
import type { Api, ApiDeps } from './api.ts'
import type { ConversationState, Failure, FailureCode } from './conversation-state.ts'
import type { Messages } from './message.ts'
import type { Entry, KeptEntry, Outbox } from './outbox.ts'
import type { Store } from './store.ts'
import type { Lock } from './tabs.ts'
import type { Visitor } from './visitor.ts'

export interface ConversationDeps extends Omit<ApiDeps, 'toFailure'> {
  /** Kept over visits and shared by tabs: who the visitor is, what is not answered. */
  store: Store
  /** This tab's, kept over a reload: the draft. */
  session: Store
  /** Unguessable, and an id to the server (contract/identifier.ts). */
  createId(): string
  /** Tells the page: `message`, `agent`, `answer`, `error`. */
  emit: PanelHost['emit']
  /** Called on each change, several times a frame while an answer arrives. */
  onChange(): void
}

/** What the panel does with the conversation. Nothing is stored or asked for before `load`. */
export interface Conversation {
  state(): ConversationState
  /** Reads the draft and the team, and has the earlier messages read; again after a failure. */
  load(): Promise<void>
  /** Keeps what is being written. */
  setDraft(text: string): void
  /** Sends a message; a draft of the same text is emptied. Returns why it can't be sent at all, else null. */
  send(text: string): FailureCode | null
  /** Stops showing the answer that is on its way; the server ends and stores it all the same. */
  stop(): void
  /** Leaves the conversation to the server and begins another. What was not sent comes back as the draft. */
  newConversation(): void
  /** Says who the visitor is. Another visitor than before begins another conversation; null forgets one who was named. */
  identify(identity: Identity | null): void
  /** Takes up what the first part of the panel does not do itself: tries again, reads the history, listens to other tabs. */
  takeUp<Given extends FollowUp>(create: (core: Core) => Given): Given
  /** Ends requests, timers and listeners. What is stored stays. */
  destroy(): void
}

/** The conversation's inside, for what follows up on it. */
export interface Core extends Conversation {
  api: Api
  visitor: Visitor
  outbox: Outbox
  set(given: Partial<ConversationState>): void
  change(messages: Messages): void
  addToDraft(messages: readonly { text: string }[]): void
  /** Keeps a question until it is answered, and shows it if it is not there yet. */
  enqueue(entry: Pick<Entry, 'message_id' | 'text'>): Entry
  /** What waits to be sent, oldest first. */
  list(): KeptEntry[]
  /** Sends what waits, unless it does so already or there is a pause. */
  pump(): void
  /** Takes the conversation off the screen. */
  clear(): void
  /** Leaves the conversation to the server, for another of this or another visitor. Returns what it never had. */
  leave(user_id?: string | null): Entry[]
  /** The conversation on the screen. */
  shown?: string | undefined
  /** Why nothing is sent, while that is so. */
  pause?: Failure | null
  isEnded?: boolean
}

/** What the conversation has done for it, beside asking and reading an answer. */
export interface FollowUp {
  /** A message got to its end, or not: then it, and what waits behind it, waits until `retry_at` or until it is asked for. */
  onSent(entry: Entry, failure: Failure | null): void
  /** There is something to send; during a pause it joins those that wait. */
  onAsked(entry: Entry): void
  /** What was being sent is no longer wanted: what waits behind it goes on. */
  onSkip(): void
  /** Listens to the network and the other tabs. */
  begin(): void
  /** Reads the earlier messages if that is still to be done, and takes up what was not finished. */
  load(): Promise<void>
  lock: Lock
  toFailure: ApiDeps['toFailure']
  /** Tells the other tabs that something is new. */
  tell(): void
  end(): void
}
