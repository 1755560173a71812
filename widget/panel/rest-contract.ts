import type { Formality, PanelHost } from '../contract.ts'
import type { Extras, PanelProps } from './components/panel-props.ts'
import type { Conversation, ConversationDeps } from './conversation/conversation-contract.ts'
import type { ConversationState, FailureCode } from './conversation/conversation-state.ts'
import type { Shared } from './shared.ts'

/** What the panel and the rest of it, which is fetched once the panel is shown, say to each other; types only. */

/** What the panel hands over to the rest of it. */
export interface RestDeps
  extends Pick<ConversationDeps, 'clock' | 'emit' | 'onChange'>,
    Pick<PanelHost, 'options'> {
  shared: Shared
  conversation: Conversation
  view: PanelProps
  /** What holds the panel, and what scrolls in it. */
  place: HTMLElement
  scroll: HTMLElement
  /** Draws at once. */
  draw(): void
}

/** The rest of the panel, at work. */
export interface Rest {
  extras: Extras
  sheet: CSSStyleSheet
  /** Tells a screen reader why a draft can't be sent. */
  refuse(refusal: FailureCode): void
  /** Around each picture; `before`: the conversation in the picture before. */
  beforeDraw(before: ConversationState): void
  afterDraw(before: ConversationState): void
  end(): void
}

/** `rest/rest-<language>.ts`, as it is fetched. */
export interface RestModule {
  startRest(deps: RestDeps, formality: Formality): Rest
}
