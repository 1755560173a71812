import type { Identity } from '../../contract.ts'
import type { ConversationState, FailureCode, Rating } from './conversation-state.ts'

/** What the panel does with the conversation. Nothing is stored or asked for before `load`. */
export interface Conversation {
  state(): ConversationState
  /** Calls `listener` after each change, not at once; returns what ends that. */
  subscribe(listener: () => void): () => void
  /** Reads the draft, the team and the earlier messages, and takes up what was not finished; again after a failure. */
  load(): Promise<void>
  /** Keeps what is being written. */
  setDraft(text: string): void
  /** Sends a message and empties the draft. Returns why it can't be sent at all (`empty`, `too_long`), else null. */
  send(text: string): FailureCode | null
  /** Stops showing the answer that is on its way; the server ends and stores it all the same. */
  stop(): void
  /** Sends a message again under its id. A forbidden one goes to a conversation of its own. */
  retry(messageId: string): void
  /** Rates an answer: shown at once, taken back when the server refuses. */
  rate(messageId: string, rating: Rating, comment?: string): void
  /** Asks the team for a person, as a message. */
  askForPerson(): void
  /** Leaves the conversation to the server and begins another. What was not sent comes back as the draft. */
  newConversation(): void
  /** Says who the visitor is. Another visitor than before begins another conversation. */
  identify(identity: Identity): void
  /** Ends requests, timers and listeners. What is stored stays. */
  destroy(): void
}
