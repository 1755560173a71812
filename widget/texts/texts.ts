// Every text a visitor may read, by key; any of them may be overridden. Whole sentences, `{…}` where a value goes
// (`fillText`). `{wait}` is a time to come, `42 s` or `3 min`.

/** The texts of the panel as it opens, until an answer is read. */
export interface FirstTexts {
  /** The `lang` of the panel. */
  language: string
  close: string
  /** The panel's title where the team has no name. */
  title: string
  welcome: string
  newest: string
  /** `IA`, on each answer, and what it means for who hears it. */
  badge: string
  badgeMeaning: string
  /** Before the first message: that these are machines, and may be wrong. */
  notice: string
  conversation: string
  messages: string
  suggestions: string
  you: string
  members: string
  sending: string
  unsent: string
  stop: string
  person: string
  /** What is sent for the visitor who asks for a person. */
  personRequest: string
  label: string
  placeholder: string
  send: string
  hint: string
  keys: string
  historyLoading: string
}

/** The others, which come with the rest of the panel. */
export interface RestTexts {
  thinking: string
  /** `{name}` */
  writing: string
  newConversation: string
  /** Confirms it: the one on the screen cannot be opened again. */
  leave: string
  /** The button with further actions, and the one that brings what is below the visible part. */
  menu: string
  choices: string
  /** `{name}` */
  agentChanged: string
  source: string
  /** `{count}` */
  sources: string
  /** `{page}` */
  page: string
  newTab: string
  /** `{number}`: what a citation is called. */
  cited: string
  partial: string
  stopped: string
  /** A question that waits for the answers to those before it. */
  queued: string
  retry: string
  edit: string
  /** `{wait}` */
  retryIn: string
  copy: string
  copied: string
  ratingUp: string
  ratingDown: string
  ratingThanks: string
  ratingComment: string
  ratingSend: string
  ratingFailed: string
  cancel: string
  /** `{contact}` */
  contact: string
  /** `{length}`, `{limit}` */
  counter: string
  historyFailed: string
  failure_offline: string
  failure_unreachable: string
  failure_timeout: string
  failure_cut: string
  /** `{wait}` */
  failure_rate_limited: string
  failure_busy: string
  failure_unavailable: string
  failure_forbidden: string
  failure_too_long: string
  failure_empty: string
  failure_refused: string
  failure_failed: string
}

export type Texts = FirstTexts & RestTexts
