import type { Identity, Panel, PanelHost } from '../contract.ts'
import type { Basics, ReadOption } from './read-basics.ts'
import type { LoaderSettings } from './settings.ts'

/** What the loader has in hand when the panel arrives. The rest of the options is read there: the button needs few. */
export interface PanelSeed extends Pick<PanelHost, 'root' | 'emit' | 'onClose'> {
  read: ReadOption
  basics: Basics
  /** Address of `/widget.js`: the server is where it came from. */
  scriptUrl: string
  settings: LoaderSettings
  /** Null: the page said that there is nobody; undefined: it said nothing. */
  identity: Identity | null | undefined
}

/** panel-fr.ts or panel-en.ts, as it is fetched. */
export interface PanelEntry {
  startPanel(seed: PanelSeed): Panel
}
