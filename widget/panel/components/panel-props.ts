import type { ComponentChildren, VNode } from 'preact'
import type { FirstTexts } from '../../texts/texts.ts'
import type { ConversationState, Message } from '../conversation/conversation-state.ts'

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
  /** What a screen reader is told beside the messages themselves. */
  said: string
}

/** What the visitor can do from the first. */
export interface PanelActions {
  close(): void
  /** What is in the field, where no text is given. */
  send(text?: string): void
  write(text: string): void
  stop(): void
  askForPerson(): void
  showNewest(): void
}

/** What the rest of the panel draws, once it is there. */
export interface Extras {
  /** What can be done with the whole conversation. */
  drawMenu(view: PanelProps): VNode
  /** That the earlier messages could not be read. */
  drawTrouble(view: PanelProps): ComponentChildren
  /** The specialists to choose from after a clarifying question. */
  drawChoices(view: PanelProps): ComponentChildren
  /** Above an answer: that another specialist takes over. */
  drawAbove(message: Message, view: PanelProps): ComponentChildren
  /** An answer's text, as Markdown. */
  drawText(message: Message, view: PanelProps): ComponentChildren
  /** Below a message: what became of it, its sources, what can be done with it. */
  drawBelow(message: Message, view: PanelProps): ComponentChildren
  /** The count of a long draft; empty for others. */
  countOf(draft: string): string
}

/** All that may be read to draw: plain data and callbacks. */
export interface PanelProps {
  state: ConversationState
  texts: FirstTexts
  ui: PanelUi
  act: PanelActions
  /** The time of the picture where it is not `Date.now()`. */
  now?: number
  /** What was made for earlier pictures and still fits, by the message or the function that it was made from. */
  memory: WeakMap<object, VNode>
  extras?: Extras | undefined
}
