// What the loader fetches on the first intent: the panel, and the reading of what only the panel needs.
import type { Panel, TextsModule } from '../contract.ts'
import { mountPanel } from '../panel/mount-panel.tsx'
import type { PanelSeed } from './panel-seed.ts'
import { readOptions } from './read-options.ts'

/** Reads the options and puts the panel into the shadow root, closed. */
export function startPanel(seed: PanelSeed, { textsFor }: TextsModule): Panel {
  const options = readOptions({ ...seed, warn: message => console.warn(`chatbot-v2: ${message}`) })
  const { root, emit, onClose } = seed
  return mountPanel({
    root,
    options,
    texts: { ...textsFor(options.formality), ...options.texts },
    emit,
    onClose,
  })
}
