import type { WidgetOptions } from '../contract.ts'
import type { PanelSeed } from './panel-seed.ts'
import { colourPattern, type ReadOption } from './read-basics.ts'

export interface OptionSources
  extends Pick<PanelSeed, 'read' | 'basics' | 'scriptUrl' | 'settings' | 'identity'> {
  /** Tells the page's author of a value that cannot be used. */
  warn(message: string): void
}

/** The options of a widget: what the page says, else what the server says. An impossible value counts as not given. */
export function readOptions(sources: OptionSources): WidgetOptions {
  const { read, basics, settings, identity } = sources
  const user = read('user-id')
  return {
    apiUrl: toApiUrl(sources),
    language: basics.language,
    position: basics.position,
    mode: basics.mode,
    formality: oneOf(read('formality'), ['tu', 'vous']) ?? settings.formality,
    theme: oneOf(read('theme'), ['auto', 'light', 'dark']) ?? settings.theme,
    texts: readTexts(sources),
    colours: { ...settings.colours, ...readColours(sources) },
    ...given('name', read('name')),
    ...given('welcome', read('welcome')),
    ...given('suggestions', readList(read('suggestions'))),
    ...given('identity', identity ?? (user ? { user_id: user } : null)),
    ...((identity === null || (!identity && user === '')) && { identity: null }),
  }
}

function oneOf<Value extends string>(wish: string | null, allowed: readonly Value[]): Value | undefined {
  return allowed.find(value => value === wish)
}

function given<Name extends string, Value>(name: Name, value: Value | null) {
  return (value === null ? {} : { [name]: value }) as { [name in Name]?: Value }
}

/** `Première question ?|Deuxième question ?`; empty parts don't count. */
function readList(text: string | null): string[] | null {
  return text === null ? null : text.split('|').flatMap(part => part.trim() || [])
}

/** The server's address, ending in `/`: `api-url`, or where the script came from. */
function toApiUrl({ read, scriptUrl, warn }: OptionSources): string {
  const wish = read('api-url')
  if (wish !== null && !URL.canParse(wish, scriptUrl)) warn(`api-url: ${wish}`)
  const { origin, pathname } = new URL(wish !== null && URL.canParse(wish, scriptUrl) ? wish : '.', scriptUrl)
  return `${origin}${pathname.replace(/\/*$/, '/')}`
}

function readTexts({ read, warn }: OptionSources): WidgetOptions['texts'] {
  const json = read('texts')
  if (json === null) return {}
  try {
    const entries = Object.entries(JSON.parse(json) as object)
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'))
  } catch {
    warn(`texts: ${json}`)
    return {}
  }
}

function readColours({
  read,
  warn,
}: {
  read: ReadOption
  warn(message: string): void
}): WidgetOptions['colours'] {
  const colours: WidgetOptions['colours'] = {}
  for (const name of ['primary', 'text', 'background'] as const) {
    const colour = read(`colour-${name}`)
    if (colour === null) continue
    if (colourPattern.test(colour)) colours[name] = colour
    else warn(`colour-${name}: ${colour}`)
  }
  return colours
}
