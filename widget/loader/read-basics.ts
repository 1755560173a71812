import type { Language, WidgetOptions } from '../contract.ts'
import type { LoaderSettings } from './settings.ts'

/** Reads an option as the page wrote it, by its name in kebab case (`api-url`, `colour-primary`); null when it did not. */
export type ReadOption = (name: string) => string | null

/** The options the button itself needs. */
export interface Basics extends Pick<WidgetOptions, 'language' | 'position' | 'mode'> {
  /** Name of the button, when the page gives it one. */
  label: string | null
  primary: string | undefined
}

/** `#rgb` or `#rrggbb`. */
export const colourPattern = /^#([\da-f]{3}){1,2}$/i

/**
 * Reads what the button needs. `tags` are the languages of page and browser as BCP 47 tags, best first; the page's
 * author, by `language`, may name one that the team does not list.
 */
export function readBasics(
  read: ReadOption,
  settings: LoaderSettings,
  mode: WidgetOptions['mode'],
  tags: readonly string[],
): Basics {
  const primary = read('colour-primary') ?? ''
  return {
    language:
      chooseLanguage([read('language')], ['fr', 'en']) ??
      chooseLanguage(tags, settings.languages) ??
      settings.language,
    position: (read('position') ?? settings.position) === 'left' ? 'left' : 'right',
    mode,
    label: read('label'),
    primary: colourPattern.test(primary) ? primary : settings.colours.primary,
  }
}

/** The first of the tags' languages that is allowed; undefined when none is. */
function chooseLanguage(
  tags: readonly (string | null)[],
  allowed: readonly Language[],
): Language | undefined {
  return tags.flatMap(tag => allowed.find(language => language === tag?.slice(0, 2).toLowerCase()) ?? [])[0]
}
