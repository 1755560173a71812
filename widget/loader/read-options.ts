import type { WidgetOptions } from '../contract.ts'
import type { PanelSeed } from './panel-seed.ts'
import { colourPattern } from './read-basics.ts'

type Sources = Pick<PanelSeed, 'read' | 'basics' | 'scriptUrl' | 'settings' | 'identity'>

/**
 * The options of a widget: what the page says, else what the server says. An impossible value counts as not given.
 * @param warn tells the page's author of a value that cannot be used
 */
export function readOptions(
  { read, basics, scriptUrl, settings, identity }: Sources,
  warn: (message: string) => void,
): WidgetOptions {
  /** What `use` makes of an option; without the option, or where `use` throws, nothing. */
  function take<Value>(name: string, use: (text: string) => Value): Value | undefined {
    const text = read(name)
    try {
      return text === null ? undefined : use(text)
    } catch {
      warn(`${name}: ${text}`)
    }
    return undefined
  }
  const choose = <Name extends 'formality' | 'theme'>(name: Name, allowed: readonly string[]) =>
    (allowed.includes(read(name) ?? '') ? read(name) : settings[name]) as WidgetOptions[Name]
  const toUrl = (address: string) => {
    const { origin, pathname } = new URL(address, scriptUrl)
    // Ends in `/`.
    return `${origin}${pathname.replace(/\/*$/, '/')}`
  }
  const colours = { ...settings.colours }
  for (const name of ['primary', 'text', 'background'] as const) {
    const colour = take(`colour-${name}`, text => {
      if (!colourPattern.test(text)) throw text
      return text
    })
    if (colour) colours[name] = colour
  }
  const user = read('user-id')
  return {
    apiUrl: take('api-url', toUrl) ?? toUrl('.'),
    language: basics.language,
    position: basics.position,
    mode: basics.mode,
    formality: choose('formality', ['tu', 'vous']),
    theme: choose('theme', ['auto', 'light', 'dark']),
    texts:
      take('texts', json =>
        Object.fromEntries(Object.entries(JSON.parse(json)).filter(([, text]) => typeof text === 'string')),
      ) ?? {},
    colours,
    name: read('name'),
    welcome: read('welcome'),
    // `Première question ?|Deuxième question ?`; empty parts don't count.
    suggestions: take('suggestions', text => text.split('|').flatMap(part => part.trim() || [])),
    // Empty: the page said that there is nobody, as null does.
    identity: identity || user === null ? identity : identity === null || !user ? null : { user_id: user },
  }
}
