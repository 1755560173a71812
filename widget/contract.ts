import type { FirstTexts, Texts } from './texts/texts.ts'

/** What the loader and the panel say to each other; types only, so that neither bundle carries the other's code. */

export type Language = 'fr' | 'en'

/** French only: how the visitor is spoken to. */
export type Formality = 'tu' | 'vous'

export type Theme = 'auto' | 'light' | 'dark'

/** Colours a page or the team may set, `#rgb` or `#rrggbb`; the panel checks their contrast. */
export type Colours = Partial<Record<'primary' | 'text' | 'background', string>>

/** A visitor the page knows, as its own server names them. Members beyond `user_id` are for the page's listeners. */
export interface Identity {
  user_id: string
  [member: string]: unknown
}

/** Settled by the loader: `data-*` attributes, then what the server wrote into the loader, then the defaults. */
export interface WidgetOptions {
  /** Address of the server with its path prefix, ending in `/`: `https://chat.example/` (`api/chat` is beneath it). */
  apiUrl: string
  language: Language
  formality: Formality
  theme: Theme
  position: 'right' | 'left'
  mode: 'bubble' | 'inline'
  /** Texts of the page's own, by key; everything else is the language's. */
  texts: Partial<Texts>
  colours: Colours
  /** The panel's title; the server's configuration says it when the page does not. */
  name?: string | null
  welcome?: string | null
  suggestions?: string[] | undefined
  /** Null: the page said that nobody is. */
  identity?: Identity | null | undefined
}

/** What a host page may listen to: `on('answer', …)`, or the CustomEvent `chatbot-v2:answer` on the host element. */
export interface WidgetEvents {
  /** The panel is there; `open()` is instant from now on. */
  ready: undefined
  open: undefined
  close: undefined
  /** The visitor's message was stored by the server. */
  message: { conversation_id: string; message_id: string; text: string }
  /** A specialist was chosen for the message. */
  agent: { conversation_id: string; message_id: string; agent: string }
  /** The answer is complete and stored. */
  answer: { conversation_id: string; message_id: string; text: string; agent: string }
  error: { code: string; message: string }
}
export type WidgetEventName = keyof WidgetEvents

/** What the loader gives the panel. */
export interface PanelHost {
  /** Empty but for the loader's button (bubble mode); the panel adds its own element and its own adopted style sheet. */
  root: ShadowRoot
  options: WidgetOptions
  /** The chosen language and formality, the page's own texts already in. */
  texts: FirstTexts
  /** Tells the page: a CustomEvent on the host element, and `on` listeners. */
  emit<Name extends WidgetEventName>(event: Name, detail: WidgetEvents[Name]): void
  /** The visitor closed the panel (button, Escape); the loader shows its button again and focuses it. */
  onClose(): void
}

/** What the panel gives the loader. In inline mode it is open from the start and `close` does nothing. */
export interface Panel {
  /** Shows the panel and puts the focus in it. */
  open(): void
  /** Hides the panel; the loader deals with its own button. Does not call `onClose`. */
  close(): void
  /** Opens and sends, as if the visitor had typed it. */
  send(text: string): void
  /** Null: nobody any more. */
  identify(identity: Identity | null): void
  /** Removes elements, listeners, timers, the style sheet, and ends an answer's request. What is stored for the visitor stays. */
  destroy(): void
}
