import type { h as createElement } from 'preact'

/** Preact's `h`, as the panel carries it: the rest of the panel is bundled with this file in Preact's place (vite.config.ts). */
export let h: typeof createElement

/** To be called before anything is drawn. */
export function linkPreact(given: typeof createElement): void {
  h = given
}
