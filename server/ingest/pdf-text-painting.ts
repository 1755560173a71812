import { type Matrix, multiply, placeBox } from './pdf-matrix.ts'
import type { PdfPageProxy } from './pdf-page-picture.ts'
import {
  type Handler,
  type Handlers,
  identity,
  isInShownLayers,
  type Painting,
  type PaintState,
  toMatrix,
} from './pdf-painting.ts'

interface Glyph {
  unicode?: string
  width?: number
  isSpace?: boolean
}

/** How far glyphs go, in units of the text, and what they say. */
function measure(
  state: PaintState,
  glyphs: readonly (Glyph | number | null)[],
): { width: number; text: string } {
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

function moveText({ place }: Painting, x: number, y: number): void {
  place.lineX += x
  place.lineY += y
  place.x = place.lineX
  place.y = place.lineY
}

function startText(work: Painting, matrix: Matrix): void {
  work.textMatrix = matrix
  work.place = { x: 0, y: 0, lineX: 0, lineY: 0 }
}

const setNumber =
  (name: 'charSpacing' | 'wordSpacing' | 'scale' | 'leading' | 'rise' | 'mode', factor = 1): Handler =>
  ({ state }, [value]) => {
    state[name] = Number(value) * factor
  }

/** Where letters go, how large they are, and the letters. */
export const textHandlers: Handlers = {
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

/** A font's size and the unit of its glyphs' widths. */
export function fontOf(page: PdfPageProxy, [name, size]: readonly unknown[]): Partial<PaintState> {
  const given = Number(size)
  const font = page.commonObjs.has(String(name)) ? page.commonObjs.get(String(name)) : null
  const unit = Number(font?.fontMatrix?.[0] ?? 0.001)
  return { size: Math.abs(given), direction: given < 0 ? -1 : 1, unit }
}
