import type { getResolvedPDFJS } from 'unpdf'
import { type Box, intersect, type Matrix, multiply, placeBox } from './pdf-matrix.ts'
import type { PdfPageProxy } from './pdf-page-picture.ts'

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>

/** One thing that a page paints, in its order. */
export type Paint =
  /** An area; `colour` null when it is no single opaque one (a pattern, half transparent, a shape that is no rectangle). */
  | { kind: 'area'; box: Box; colour: string | null }
  /** Where a picture is, as the reader that leaves pictures out tells it: a unit square that something is painted into. */
  | { kind: 'picture'; box: Box }
  /** Letters; `colour` null when not a plain one, `opaque` false when nothing is painted at all (rendering mode 3, alpha 0). */
  | { kind: 'text'; text: string; box: Box; size: number; colour: string | null; painted: boolean; clip: Box }

interface State {
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

interface Glyph {
  unicode?: string
  width?: number
  isSpace?: boolean
}

const identity: Matrix = [1, 0, 0, 1, 0, 0]

const toMatrix = (value: unknown): Matrix => Array.from(value as ArrayLike<number>) as unknown as Matrix

/** Four corners with sides along the axes: pdf.js writes moves 0, lines 1 and a closing 4 with their coordinates. */
function isRectangle(path: ArrayLike<number> | null | undefined): boolean {
  if (!path) return false
  const points: [number, number][] = []
  for (let index = 0; index < path.length; ) {
    const code = path[index]
    if (code === 4) index++
    else if (code === 0 || code === 1) {
      points.push([path[index + 1] ?? 0, path[index + 2] ?? 0])
      index += 3
    } else return false
  }
  const [first, second, third, fourth, fifth] = points
  if (!first || !second || !third || !fourth) return false
  if (points.length > 5 || (fifth && (fifth[0] !== first[0] || fifth[1] !== first[1]))) return false
  const flat =
    first[1] === second[1] && second[0] === third[0] && third[1] === fourth[1] && fourth[0] === first[0]
  const steep =
    first[0] === second[0] && second[1] === third[1] && third[0] === fourth[0] && fourth[1] === first[1]
  return flat || steep
}

const firstState: Omit<State, 'clip'> = {
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

/** What the operators change as they are followed. */
interface Work {
  page: PdfPageProxy
  isShown: (layer: unknown) => boolean
  paints: Paint[]
  state: State
  saved: State[]
  /** Of the marked contents around, from the outermost in: is it shown? */
  layers: boolean[]
  /** The next path is one to clip by. */
  clips: boolean
  /** The units were changed and nothing was painted since. */
  moved: boolean
  textMatrix: Matrix
  place: { x: number; y: number; lineX: number; lineY: number }
}

type Handler = (work: Work, args: readonly unknown[]) => void
type Handlers = Record<string, Handler>

const isInShownLayers = ({ layers }: Work) => !layers.includes(false)

function addArea(work: Work, box: Box, exact: boolean): void {
  const { state, paints } = work
  if (state.alpha < 0.05 || !isInShownLayers(work)) return
  const opaque = exact && state.plain && state.alpha > 0.95
  paints.push({ kind: 'area', box: intersect(box, state.clip), colour: opaque ? state.fill : null })
}

/** How far glyphs go, in units of the text, and what they say. */
function measure(state: State, glyphs: readonly (Glyph | number | null)[]): { width: number; text: string } {
  let width = 0
  let text = ''
  for (const glyph of glyphs) {
    if (glyph === null) continue
    if (typeof glyph === 'number') {
      width -= (glyph * state.size) / 1000
      // A step as wide as a blank often is one.
      if (glyph < -180) text += ' '
      continue
    }
    const spacing = state.charSpacing + (glyph.isSpace ? state.wordSpacing : 0)
    width += (glyph.width ?? 0) * state.unit * state.size + spacing * state.direction
    text += glyph.unicode ?? ''
  }
  return { width, text }
}

const addText: Handler = (work, [glyphs]) => {
  const { state, place } = work
  const { width, text } = measure(state, glyphs as Glyph[])
  const matrix = multiply(multiply(state.matrix, work.textMatrix), [
    1,
    0,
    0,
    1,
    place.x,
    place.y + state.rise,
  ])
  const right = width * state.scale * state.direction
  work.moved = false
  place.x += width * state.scale
  work.paints.push({
    kind: 'text',
    text,
    box: placeBox(matrix, { left: 0, bottom: 0, right, top: state.size * 0.7 }),
    size: Math.hypot(matrix[2], matrix[3]) * state.size,
    // Modes 1 and 5 draw the letters' outlines, 3 and 7 nothing.
    colour: state.plain ? (state.mode % 4 === 1 ? state.stroke : state.fill) : null,
    painted: state.mode % 4 !== 3 && state.alpha >= 0.05 && isInShownLayers(work),
    clip: state.clip,
  })
}

const save: Handler = work => void work.saved.push({ ...work.state })

const restore: Handler = work => {
  const { state } = work
  // Nothing painted since the units were changed: there stood a picture, which was left out.
  if (work.moved) {
    const box = placeBox(state.matrix, { left: 0, bottom: 0, right: 1, top: 1 })
    work.paints.push({ kind: 'picture', box: intersect(box, state.clip) })
  }
  work.moved = false
  work.state = work.saved.pop() ?? state
}

function boxOfEdges(matrix: Matrix, edges: unknown): Box {
  const [left = 0, bottom = 0, right = 0, top = 0] = Array.from(edges as ArrayLike<number>)
  return placeBox(matrix, { left, bottom, right, top })
}

const clip: Handler = work => {
  work.clips = true
}

/** Units, clipping, layers and forms: what holds for all that follows, until it is undone. */
const stateHandlers: Handlers = {
  save,
  restore,
  clip,
  eoClip: clip,
  beginGroup: save,
  endGroup: restore,
  paintFormXObjectEnd: restore,
  transform(work, args) {
    work.state.matrix = multiply(work.state.matrix, toMatrix(args))
    work.moved = true
  },
  paintFormXObjectBegin(work, [matrix, edges]) {
    save(work, [])
    const { state } = work
    if (matrix) state.matrix = multiply(state.matrix, toMatrix(matrix))
    if (edges) state.clip = intersect(state.clip, boxOfEdges(state.matrix, edges))
    work.moved = false
  },
  setGState({ state, page }, [settings]) {
    for (const [name, value] of settings as [string, unknown][]) {
      if (name === 'ca') state.alpha = Number(value)
      if (name === 'BM') state.plain = value === 'source-over' || value === 'Normal'
      if (name === 'SMask' && value) state.plain = false
      if (name === 'Font') Object.assign(state, fontOf(page, value as unknown[]))
    }
  },
  beginMarkedContentProps: ({ layers, isShown }, [kind, layer]) =>
    void layers.push(kind !== 'OC' || isShown(layer)),
  beginMarkedContent: ({ layers }) => void layers.push(true),
  endMarkedContent: ({ layers }) => void layers.pop(),
}

const colourHandlers: Handlers = Object.fromEntries(
  (['fill', 'stroke'] as const).flatMap(kind => {
    const name = kind === 'fill' ? 'Fill' : 'Stroke'
    const unknown: Handler = ({ state }) => {
      state[kind] = null
    }
    const known: Handler = ({ state }, [colour]) => {
      state[kind] = String(colour)
    }
    return [
      [`set${name}RGBColor`, known],
      [`set${name}ColorN`, unknown],
      [`set${name}Transparent`, unknown],
    ]
  }),
)

function moveText({ place }: Work, x: number, y: number): void {
  place.lineX += x
  place.lineY += y
  place.x = place.lineX
  place.y = place.lineY
}

function startText(work: Work, matrix: Matrix): void {
  work.textMatrix = matrix
  work.place = { x: 0, y: 0, lineX: 0, lineY: 0 }
}

const setNumber =
  (name: 'charSpacing' | 'wordSpacing' | 'scale' | 'leading' | 'rise' | 'mode', factor = 1): Handler =>
  ({ state }, [value]) => {
    state[name] = Number(value) * factor
  }

const textHandlers: Handlers = {
  beginText: work => startText(work, identity),
  setTextMatrix: (work, [matrix]) => startText(work, toMatrix(matrix)),
  setFont: ({ state, page }, font) => void Object.assign(state, fontOf(page, font)),
  setCharSpacing: setNumber('charSpacing'),
  setWordSpacing: setNumber('wordSpacing'),
  setHScale: setNumber('scale', 0.01),
  setLeading: setNumber('leading', -1),
  setTextRise: setNumber('rise'),
  setTextRenderingMode: setNumber('mode'),
  moveText: (work, [x, y]) => moveText(work, Number(x), Number(y)),
  setLeadingMoveText(work, [x, y]) {
    work.state.leading = Number(y)
    moveText(work, Number(x), Number(y))
  },
  nextLine: work => moveText(work, 0, work.state.leading),
  showText: addText,
  showSpacedText: addText,
  nextLineShowText(work, args) {
    moveText(work, 0, work.state.leading)
    addText(work, args)
  },
}

const fillNames = [
  'fill',
  'eoFill',
  'fillStroke',
  'eoFillStroke',
  'closeFillStroke',
  'closeEOFillStroke',
] as const

function areaHandlers(pdfjs: PdfJs): Handlers {
  const fills = new Set<number>(fillNames.map(name => pdfjs.OPS[name]))
  return {
    constructPath(work, [kind, paths, edges]) {
      const [path] = (paths ?? []) as (ArrayLike<number> | null)[]
      work.moved = false
      if (edges) {
        const box = boxOfEdges(work.state.matrix, edges)
        if (fills.has(Number(kind))) addArea(work, box, isRectangle(path))
        if (work.clips) work.state.clip = intersect(work.state.clip, box)
      }
      work.clips = false
    },
    shadingFill: work => addArea(work, work.state.clip, false),
  }
}

/**
 * What a page paints, in its own units from its bottom left corner: areas, places of pictures and letters, with their
 * colours. Follows the operators as pdf.js' own canvas does, without painting. `isShown` says which layers are.
 */
export async function readPaints(
  pdfjs: PdfJs,
  page: PdfPageProxy,
  isShown: (layer: unknown) => boolean,
): Promise<Paint[]> {
  const handlers = { ...stateHandlers, ...colourHandlers, ...textHandlers, ...areaHandlers(pdfjs) }
  const numbers: Record<string, number> = pdfjs.OPS
  const byNumber = new Map(Object.entries(handlers).map(([name, handler]) => [numbers[name], handler]))
  const { fnArray, argsArray } = await page.getOperatorList()
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view
  const work: Work = {
    page,
    isShown,
    paints: [],
    state: { ...firstState, clip: { left, bottom, right, top } },
    saved: [],
    layers: [],
    clips: false,
    moved: false,
    textMatrix: identity,
    place: { x: 0, y: 0, lineX: 0, lineY: 0 },
  }
  for (const [index, operator] of fnArray.entries()) byNumber.get(operator)?.(work, argsArray[index] ?? [])
  return work.paints
}

/** A font's size and the unit of its glyphs' widths. */
function fontOf(page: PdfPageProxy, [name, size]: readonly unknown[]): Partial<State> {
  const given = Number(size)
  const font = page.commonObjs.has(String(name)) ? page.commonObjs.get(String(name)) : null
  const unit = Number(font?.fontMatrix?.[0] ?? 0.001)
  return { size: Math.abs(given), direction: given < 0 ? -1 : 1, unit }
}
