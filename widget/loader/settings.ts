import type { WidgetSettings } from '../../contract/widget-config.ts'
import type { Language } from '../contract.ts'

/** The team's choices, as the server writes them into the loader. */
export type LoaderSettings = WidgetSettings

/** Names of built files, by language; they carry the hash of what is in them. */
export type LanguageFiles = Readonly<Record<Language, string>>
