import { h } from 'preact'
import { drawIcon, drawTool } from './components/draw-icon.tsx'
import { drawFace, speakerOf } from './components/speaker.tsx'
import {
  answerOf,
  ask,
  isArriving,
  lastOf,
  markChanges,
  newMessage,
  patch,
  settle,
} from './conversation/message.ts'

/** What the panel calls and the rest of it calls too: handed over, it is fetched once. In the order of rest/panel-link.ts. */
export const shared = [
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
] as const

export type Shared = typeof shared
