import type { VNode } from 'preact'
import type { Texts } from '../../texts/texts.ts'
import type { ConversationState, Message, Rating } from '../conversation/conversation-state.ts'
import type { Block } from '../markdown/parse-markdown.ts'

/** What only the panel knows: nothing of it is the conversation's. */
export interface PanelUi {
  mode: 'bubble' | 'inline'
  position: 'right' | 'left'
  dark: boolean
  /** CSS custom properties of the theme. */
  colours: Record<string, string>
  title: string
  welcome: string
  suggestions: readonly string[]
  /** How many of the oldest messages are not in the page; they come when the visitor scrolls up to them. */
  hidden: number
  /** False while there is something to read below the visible part. */
  atEnd: boolean
  /** Keys of messages: whose rating may be commented on, for whose comment the visitor is thanked, which was just copied. */
  rated: string | null
  /** The thumb that `rated` was given. */
  rating: Rating
  thanked: string | null
  copied: string | null
  /** What a screen reader is told beside the messages themselves. */
  said: string
}

/** What the visitor can do. */
export interface PanelActions {
  close(): void
  send(text: string): void
  /** Sends the draft. */
  submit(): void
  write(text: string): void
  stop(): void
  retry(messageId: string): void
  /** Takes a message that was refused back into the field. */
  edit(messageId: string): void
  /** Without a comment, asks for one as well. */
  rate(message: Message, rating: Rating, comment?: string): Promise<void>
  /** Closes the field for a comment. */
  unrate(): void
  copy(message: Message): void
  askForPerson(): void
  newConversation(): void
  /** Asks for the earlier messages again. */
  load(): void
  showNewest(): void
}

/** What was made for earlier pictures and still fits; one a panel. */
export interface Memory {
  parts: Map<string, { depends: unknown[]; node: VNode }>
  messages: WeakMap<Message, { depends: string; node: VNode }>
  blocks: WeakMap<Block, VNode>
  /** Readers of answers that are arriving, by the message's key. */
  readers: Map<string, (text: string) => Block[]>
}

export const createMemory = (): Memory => ({
  parts: new Map(),
  messages: new WeakMap(),
  blocks: new WeakMap(),
  readers: new Map(),
})

/** A part of the panel, made anew only when what it depends on changed: an element that is the same object is not compared. */
export function keepPart({ parts }: Memory, name: string, depends: unknown[], make: () => VNode): VNode {
  const last = parts.get(name)
  if (last?.depends.every((value, index) => value === depends[index])) return last.node
  const node = make()
  parts.set(name, { depends, node })
  return node
}

/** All a component may read: plain data and callbacks. `now` is `Date.now()` of the picture. */
export interface PanelProps {
  state: ConversationState
  texts: Texts
  ui: PanelUi
  act: PanelActions
  now: number
  memory: Memory
}
