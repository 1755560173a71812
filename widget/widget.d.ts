/**
 * Types for pages that call the widget: `import type {} from 'chatbot-v2/widget'` makes `window.ChatbotV2` and
 * `document.querySelector('chatbot-v2-widget')` known. For the element in JSX: 'chatbot-v2/widget/react'.
 */

export interface ChatbotIdentity {
  /** The visitor's id, as your own server names them: 1 to 128 letters, digits and `_ . : -`. */
  user_id: string
  [member: string]: unknown
}

/** What the widget tells the page, by `on(name, …)` or as the CustomEvent `chatbot-v2:<name>` with it as `detail`. */
export interface ChatbotEvents {
  ready: undefined
  open: undefined
  close: undefined
  message: { conversation_id: string; message_id: string; text: string }
  agent: { conversation_id: string; message_id: string; agent: string }
  answer: { conversation_id: string; message_id: string; text: string; agent: string }
  error: { code: string; message: string }
}

export interface ChatbotApi {
  open(): void
  close(): void
  /** Opens the panel and sends, as if the visitor had typed it. */
  send(text: string): void
  /**
   * Says who the visitor is; call it before the first message. Null: she logged out. What is stored of her in the browser
   * is removed; a visitor who had not been identified stays as she is.
   */
  identify(identity: ChatbotIdentity | null): void
  /** Calls `listener` at each event. Returns what ends that. */
  on<Name extends keyof ChatbotEvents>(
    name: Name,
    listener: (detail: ChatbotEvents[Name]) => void,
  ): () => void
  /** Takes the widget off the page; the visitor's conversation is kept. */
  destroy(): void
  push(call: (chat: ChatbotApi) => void): void
}

/** Attributes of `<chatbot-v2-widget>`; on the script tag the same with `data-` before them. */
export interface ChatbotAttributes {
  /** `inline`: in the page where the element stands. On the element only. */
  mode?: 'inline'
  'api-url'?: string
  language?: 'fr' | 'en'
  formality?: 'tu' | 'vous'
  theme?: 'auto' | 'light' | 'dark'
  position?: 'right' | 'left'
  /** Name of the round button, for screen readers and as its tip. */
  label?: string
  name?: string
  welcome?: string
  /** Questions, `|` between them. */
  suggestions?: string
  /** JSON: texts by key, as in widget/texts/texts.ts. */
  texts?: string
  'colour-primary'?: string
  'colour-text'?: string
  'colour-background'?: string
  'user-id'?: string
}

type ChatbotEventMap = {
  [Name in keyof ChatbotEvents as `chatbot-v2:${Name}`]: CustomEvent<ChatbotEvents[Name]>
}

declare global {
  interface Window {
    /** The widget, once its script has run; before, an array of calls: `(window.ChatbotV2 ||= []).push(chat => …)`. */
    ChatbotV2?: ChatbotApi | ((chat: ChatbotApi) => void)[]
  }
  interface HTMLElementTagNameMap {
    'chatbot-v2-widget': HTMLElement
  }
  interface DocumentEventMap extends ChatbotEventMap {}
}
