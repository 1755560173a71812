import type { Formality, Panel } from '../contract.ts'
import { mountPanel } from '../panel/mount-panel.tsx'
import type { FirstTexts } from '../texts/texts.ts'
import type { PanelSeed } from './panel-seed.ts'
import { readOptions } from './read-options.ts'

/** Name of the built file with the rest of the panel, beside this one. Written in its place by the build. */
declare const REST_FILE: string

/** Reads the options and puts the panel into the shadow root, closed. */
export function startPanel(seed: PanelSeed, textsFor: (formality: Formality) => FirstTexts): Panel {
  const options = readOptions(seed, message => console.warn(`chatbot-v2: ${message}`))
  let attempts = ''
  return mountPanel({
    ...seed,
    options,
    texts: { ...textsFor(options.formality), ...options.texts },
    async fetchRest() {
      const { href } = new URL(REST_FILE + attempts, import.meta.url)
      // After a failure the address changes: some browsers keep a failed import for as long as the page lives.
      attempts += '?'
      return await import(/* @vite-ignore */ href)
    },
  })
}
