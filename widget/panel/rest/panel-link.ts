import type { Shared } from '../shared.ts'

// What the panel carries already: the rest of the panel is bundled with this file in the place of Preact and of the
// modules that these come from (vite.config.ts).
export let h: Shared[0]
export let answerOf: Shared[1]
export let ask: Shared[2]
export let isArriving: Shared[3]
export let lastOf: Shared[4]
export let markChanges: Shared[5]
export let newMessage: Shared[6]
export let patch: Shared[7]
export let settle: Shared[8]
export let speakerOf: Shared[9]
export let drawFace: Shared[10]
export let drawIcon: Shared[11]
export let drawTool: Shared[12]

/** To be called before anything else. */
export function linkPanel(shared: Shared): void {
  ;[
    h,
    answerOf,
    ask,
    isArriving,
    lastOf,
    markChanges,
    newMessage,
    patch,
    settle,
    speakerOf,
    drawFace,
    drawIcon,
    drawTool,
  ] = shared
}
