import type { WidgetConfig } from '../../../contract/widget-config.ts'
import type { WidgetOptions } from '../../contract.ts'
import type { FirstTexts } from '../../texts/texts.ts'
import { themeColours } from '../styles/theme.ts'
import type { PanelUi } from './panel-props.ts'

/** What the page and the team want shown, the page first. */
export const toUi = (
  { mode, position, colours, name, welcome, suggestions }: WidgetOptions,
  config: WidgetConfig | null,
  texts: FirstTexts,
  dark: boolean,
): Omit<PanelUi, 'hidden' | 'atEnd' | 'said'> => ({
  mode,
  position,
  dark,
  colours: themeColours({ ...config?.colours, ...colours }, dark),
  title: name ?? config?.name ?? texts.title,
  welcome: welcome ?? config?.welcome ?? texts.welcome,
  suggestions: suggestions ?? config?.suggestions ?? [],
})
