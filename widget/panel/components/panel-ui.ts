import type { WidgetConfig } from '../../../contract/widget-config.ts'
import type { WidgetOptions } from '../../contract.ts'
import type { Texts } from '../../texts/texts.ts'
import { themeColours } from '../styles/theme.ts'
import type { PanelUi } from './panel-props.ts'

/** How many messages are drawn at first, and how many older ones at a time when the visitor scrolls up to them. */
export const messagesAtOnce = 50

/** What a panel shows before anything happened in it. */
export const initialUi: Pick<
  PanelUi,
  'hidden' | 'atEnd' | 'rated' | 'rating' | 'thanked' | 'copied' | 'said'
> = {
  hidden: 0,
  atEnd: true,
  rated: null,
  rating: 'up',
  thanked: null,
  copied: null,
  said: '',
}

/** What the page and the team want shown, the page first. */
export function toAppearance(
  { mode, position, colours, ...options }: WidgetOptions,
  config: WidgetConfig | null,
  texts: Texts,
  dark: boolean,
): Omit<PanelUi, keyof typeof initialUi> {
  return {
    mode,
    position,
    dark,
    colours: themeColours({ ...config?.colours, ...colours }, dark),
    title: options.name ?? config?.name ?? texts.title,
    welcome: options.welcome ?? config?.welcome ?? texts.welcome,
    suggestions: options.suggestions ?? config?.suggestions ?? [],
  }
}
