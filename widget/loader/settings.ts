import type { Colours, Formality, Language, Theme } from '../contract.ts'

/** What the server writes into the loader as it serves it: the team's choices, so that the button is right at once. */
export interface LoaderSettings {
  /** The team's language: what is spoken where neither page nor browser names one of `languages`. */
  language: Language
  languages: readonly Language[]
  formality: Formality
  theme: Theme
  position: 'right' | 'left'
  colours: Colours
}

/** Names of the built files the loader fetches, by entry; they carry the hash of what is in them. */
export type WidgetFiles = Readonly<Record<'panel' | Language, string>>
