import type { h as createElement } from 'preact'
import type * as icon from '../components/draw-icon.tsx'
import type * as speaker from '../components/speaker.tsx'
import type * as message from '../conversation/message.ts'
import type { Shared } from '../shared.ts'

// What the panel carries already: the rest of the panel is bundled with this file in the place of Preact and of the
// modules that these come from (vite.config.ts). An export has to be named in so many words; the types keep this list and
// shared.ts in one order.
export let h: typeof createElement
export let answerOf: typeof message.answerOf
export let ask: typeof message.ask
export let isArriving: typeof message.isArriving
export let lastOf: typeof message.lastOf
export let markChanges: typeof message.markChanges
export let newMessage: typeof message.newMessage
export let patch: typeof message.patch
export let settle: typeof message.settle
export let speakerOf: typeof speaker.speakerOf
export let drawFace: typeof speaker.drawFace
export let drawIcon: typeof icon.drawIcon
export let drawTool: typeof icon.drawTool

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
