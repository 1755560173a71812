// What the loader fetches on the first intent, in English: the panel, and the reading of what only the panel needs.
import { textsFor } from '../texts/en.ts'
import type { PanelEntry } from './panel-seed.ts'
import { startPanel as start } from './start-panel.ts'

export const startPanel: PanelEntry['startPanel'] = seed => start(seed, textsFor)
