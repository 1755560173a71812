import type { Box, Matrix } from './pdf-matrix.ts'
import type { PdfPageProxy } from './pdf-page-picture.ts'

/** One thing that a page paints, in its order. */
export type Paint =
  /** An area; `colour` null when it is no single opaque one (a pattern, half transparent, a shape that is no rectangle). */
  | { kind: 'area'; box: Box; colour: string | null }
  /** Where a picture is, as the reader that leaves pictures out tells it: a unit square that something is painted into. */
  | { kind: 'picture'; box: Box }
  /** Letters; `colour` null when not a plain one, `opaque` false when nothing is painted at all (rendering mode 3, alpha 0). */
  | { kind: 'text'; text: string; box: Box; size: number; colour: string | null; painted: boolean; clip: Box }

/** How a page paints from here on, until it is changed. */
export interface PaintState {
  matrix: Matrix
  clip: Box
  fill: string | null
  stroke: string | null
  alpha: number
  plain: boolean
  size: number
  direction: number
  /** Of a glyph's width to units of the letters' size. */
  unit: number
  charSpacing: number
  wordSpacing: number
  scale: number
  leading: number
  rise: number
  mode: number
}

/** What the operators change as they are followed. */
export interface Painting {
  page: PdfPageProxy
  isShown: (layer: unknown) => boolean
  paints: Paint[]
  state: PaintState
  saved: PaintState[]
  /** Of the marked contents around, from the outermost in: is it shown? */
  layers: boolean[]
  /** The next path is one to clip by. */
  clips: boolean
  /** The units were changed and nothing was painted since. */
  moved: boolean
  textMatrix: Matrix
  place: { x: number; y: number; lineX: number; lineY: number }
}

/** Follows one operator. */
export type Handler = (work: Painting, args: readonly unknown[]) => void
/** By the operator's name in pdf.js. */
export type Handlers = Record<string, Handler>

/** Units as they are. */
export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** Six numbers, as pdf.js gives them. */
export const toMatrix = (value: unknown): Matrix =>
  Array.from(value as ArrayLike<number>) as unknown as Matrix

/** What a page begins with. */
export const firstPaintState: Omit<PaintState, 'clip'> = {
  matrix: identity,
  fill: '#000000',
  stroke: '#000000',
  alpha: 1,
  plain: true,
  size: 0,
  direction: 1,
  unit: 0.001,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
  mode: 0,
}

/** Whether what is painted now is in shown layers only. */
export const isInShownLayers = ({ layers }: Painting) => !layers.includes(false)
