import type { getResolvedPDFJS } from 'unpdf'
import { type Box, intersect, type Matrix, multiply, placeBox } from './pdf-matrix.ts'
import type { PdfPageProxy } from './pdf-page-picture.ts'
import {
  firstPaintState,
  type Handler,
  type Handlers,
  identity,
  isInShownLayers,
  type Paint,
  type Painting,
  toMatrix,
} from './pdf-painting.ts'
import { fontOf, textHandlers } from './pdf-text-painting.ts'

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>

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

function addArea(work: Painting, box: Box, exact: boolean): void {
  const { state, paints } = work
  if (state.alpha < 0.05 || !isInShownLayers(work)) return
  const opaque = exact && state.plain && state.alpha > 0.95
  paints.push({ kind: 'area', box: intersect(box, state.clip), colour: opaque ? state.fill : null })
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
  const work: Painting = {
    page,
    isShown,
    paints: [],
    state: { ...firstPaintState, clip: { left, bottom, right, top } },
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
