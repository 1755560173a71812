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

/**
 * What a page paints, in its own units from its bottom left corner: areas, places of pictures and letters, with their
 * colours. Follows the operators as pdf.js' own canvas does, without painting. `isShown` says which layers are.
 */
export async function readPaints(
  pdfjs: PdfJs,
  page: PdfPageProxy,
  isShown: (layer: unknown) => boolean,
): Promise<Paint[]> {
  const { OPS } = pdfjs
  const { fnArray, argsArray } = await page.getOperatorList()
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view
  const fills = new Set([
    OPS.fill,
    OPS.eoFill,
    OPS.fillStroke,
    OPS.eoFillStroke,
    OPS.closeFillStroke,
    OPS.closeEOFillStroke,
  ])
  const paints: Paint[] = []
  const saved: State[] = []
  const layers: boolean[] = []
  let clipNext = false
  let moved = false
  let state: State = {
    matrix: identity,
    clip: { left, bottom, right, top },
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
  let textMatrix = identity
  let place = { x: 0, y: 0, lineX: 0, lineY: 0 }
  const moveText = (x: number, y: number) => {
    place.lineX += x
    place.lineY += y
    place = { ...place, x: place.lineX, y: place.lineY }
  }
  const shown = () => !layers.includes(false)

  function addArea(box: Box, exact: boolean): void {
    if (state.alpha < 0.05 || !shown()) return
    const opaque = exact && state.plain && state.alpha > 0.95
    paints.push({ kind: 'area', box: intersect(box, state.clip), colour: opaque ? state.fill : null })
  }

  function addText(glyphs: readonly (Glyph | number | null)[]): void {
    let width = 0
    let text = ''
    moved = false
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
    const matrix = multiply(multiply(state.matrix, textMatrix), [1, 0, 0, 1, place.x, place.y + state.rise])
    const box = placeBox(matrix, {
      left: 0,
      bottom: 0,
      right: width * state.scale * state.direction,
      top: state.size * 0.7,
    })
    place.x += width * state.scale
    const stroked = state.mode % 4 === 1
    paints.push({
      kind: 'text',
      text,
      box,
      size: Math.hypot(matrix[2], matrix[3]) * state.size,
      colour: state.plain ? (stroked ? state.stroke : state.fill) : null,
      painted: state.mode % 4 !== 3 && state.alpha >= 0.05 && shown(),
      clip: state.clip,
    })
  }

  for (const [index, operator] of fnArray.entries()) {
    const args: unknown[] = argsArray[index] ?? []
    const number = Number(args[0])
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin || operator === OPS.beginGroup)
      saved.push({ ...state })
    if (operator === OPS.transform) {
      state.matrix = multiply(state.matrix, toMatrix(args))
      moved = true
    } else if (operator === OPS.paintFormXObjectBegin) {
      if (args[0]) state.matrix = multiply(state.matrix, toMatrix(args[0]))
      if (args[1]) {
        const [x = 0, y = 0, toX = 0, toY = 0] = Array.from(args[1] as ArrayLike<number>)
        state.clip = intersect(
          state.clip,
          placeBox(state.matrix, { left: x, bottom: y, right: toX, top: toY }),
        )
      }
      moved = false
    } else if (
      operator === OPS.restore ||
      operator === OPS.paintFormXObjectEnd ||
      operator === OPS.endGroup
    ) {
      // Nothing painted since the units were changed: there stood a picture, which was left out.
      if (moved) {
        const box = placeBox(state.matrix, { left: 0, bottom: 0, right: 1, top: 1 })
        paints.push({ kind: 'picture', box: intersect(box, state.clip) })
      }
      moved = false
      state = saved.pop() ?? state
    } else if (operator === OPS.clip || operator === OPS.eoClip) clipNext = true
    else if (operator === OPS.constructPath) {
      const [kind, paths, edges] = args as [number, [ArrayLike<number> | null], ArrayLike<number> | null]
      const [x = 0, y = 0, toX = 0, toY = 0] = Array.from(edges ?? [])
      const box = edges ? placeBox(state.matrix, { left: x, bottom: y, right: toX, top: toY }) : null
      const exact = isRectangle(paths?.[0])
      moved = false
      if (box && fills.has(kind)) addArea(box, exact)
      if (clipNext && box) state.clip = intersect(state.clip, box)
      clipNext = false
    } else if (operator === OPS.setFillRGBColor) state.fill = String(args[0])
    else if (operator === OPS.setStrokeRGBColor) state.stroke = String(args[0])
    else if (operator === OPS.setFillColorN || operator === OPS.setFillTransparent) state.fill = null
    else if (operator === OPS.setStrokeColorN || operator === OPS.setStrokeTransparent) state.stroke = null
    else if (operator === OPS.shadingFill) addArea(state.clip, false)
    else if (operator === OPS.setGState) {
      for (const [name, value] of args[0] as [string, unknown][]) {
        if (name === 'ca') state.alpha = Number(value)
        if (name === 'BM') state.plain = value === 'source-over' || value === 'Normal'
        if (name === 'SMask' && value) state.plain = false
        if (name === 'Font') state = { ...state, ...fontOf(page, value as unknown[]) }
      }
    } else if (operator === OPS.beginMarkedContentProps) layers.push(args[0] !== 'OC' || isShown(args[1]))
    else if (operator === OPS.beginMarkedContent) layers.push(true)
    else if (operator === OPS.endMarkedContent) layers.pop()
    else if (operator === OPS.beginText) {
      textMatrix = identity
      place = { x: 0, y: 0, lineX: 0, lineY: 0 }
    } else if (operator === OPS.setFont) state = { ...state, ...fontOf(page, args) }
    else if (operator === OPS.setTextMatrix) {
      textMatrix = toMatrix(args[0])
      place = { x: 0, y: 0, lineX: 0, lineY: 0 }
    } else if (operator === OPS.moveText) moveText(number, Number(args[1]))
    else if (operator === OPS.setLeadingMoveText) {
      state.leading = Number(args[1])
      moveText(number, Number(args[1]))
    } else if (operator === OPS.nextLine) moveText(0, state.leading)
    else if (operator === OPS.setCharSpacing) state.charSpacing = number
    else if (operator === OPS.setWordSpacing) state.wordSpacing = number
    else if (operator === OPS.setHScale) state.scale = number / 100
    else if (operator === OPS.setLeading) state.leading = -number
    else if (operator === OPS.setTextRise) state.rise = number
    else if (operator === OPS.setTextRenderingMode) state.mode = number
    else if (operator === OPS.showText || operator === OPS.showSpacedText) addText(args[0] as Glyph[])
    else if (operator === OPS.nextLineShowText) {
      moveText(0, state.leading)
      addText(args[0] as Glyph[])
    }
  }
  return paints
}

/** A font's size and the unit of its glyphs' widths. */
function fontOf(page: PdfPageProxy, [name, size]: readonly unknown[]): Partial<State> {
  const given = Number(size)
  const font = page.commonObjs.has(String(name)) ? page.commonObjs.get(String(name)) : null
  const unit = Number(font?.fontMatrix?.[0] ?? 0.001)
  return { size: Math.abs(given), direction: given < 0 ? -1 : 1, unit }
}
