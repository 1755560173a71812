import { looksAlike, luminance } from './colours.ts'
import { type Box, holdsPoint, intersect, isEmptyBox } from './pdf-matrix.ts'
import { lightReader, type PlacedPicture } from './pdf-page-picture.ts'
import type { Paint } from './pdf-painting.ts'

/** Letters that a page holds and shows nobody. */
export interface HiddenRun {
  text: string
  box: Box
}

type Text = Extract<Paint, { kind: 'text' }>

/** What a page's letters are to a reader's eye. */
export interface HiddenText {
  hidden: HiddenRun[]
  /** Letters over pictures: shown or not by what the picture has there. */
  overPictures: Text[]
  /** Unpainted letters over a picture of the page: what a recognition read in it. */
  recognized: boolean
}

const white = '#ffffff'
/** Points below which a letter is no more than a line: nobody prints smaller type than 3. */
const leastSize = 1.5

const bare = (text: string) => text.normalize('NFKC').replace(/\s+/g, '')

function shares(one: Box, other: Box, least: number): boolean {
  const common = intersect(one, other)
  const across = Math.min(one.right - one.left, other.right - other.left)
  const up = Math.min(one.top - one.bottom, other.top - other.bottom)
  return common.right - common.left > across * least && common.top - common.bottom > up * 0.4
}

function holds(outer: Box, inner: Box): boolean {
  const slack = (inner.top - inner.bottom) * 0.1
  return (
    outer.left <= inner.left + slack &&
    outer.right >= inner.right - slack &&
    outer.bottom <= inner.bottom + slack &&
    outer.top >= inner.top - slack
  )
}

/** What lies under letters: the last thing painted there before them; the page is white. */
function groundOf(paints: readonly Paint[], index: number, box: Box): string | null | 'picture' {
  const x = (box.left + box.right) / 2
  const y = (box.bottom + box.top) / 2
  for (let before = index - 1; before >= 0; before--) {
    const paint = paints[before]
    if (!paint || paint.kind === 'text' || !holdsPoint(paint.box, x, y)) continue
    return paint.kind === 'picture' ? 'picture' : paint.colour
  }
  return white
}

function isCovered(paints: readonly Paint[], index: number, box: Box): boolean {
  for (let after = index + 1; after < paints.length; after++) {
    const paint = paints[after]
    if (paint?.kind === 'area' && paint.colour !== null && holds(paint.box, box)) return true
  }
  return false
}

type Sight = 'shown' | 'hidden' | 'over picture' | 'recognized'

function sightOf(text: Text, index: number, paints: readonly Paint[], page: Box): Sight {
  const { box, size, colour, painted, clip } = text
  if (size < Math.min(leastSize, (page.top - page.bottom) / 500)) return 'hidden'
  const visible = intersect(box, intersect(page, clip))
  // A line's own width of doubt: the box is made of the letters' nominal widths.
  if (
    isEmptyBox({
      ...visible,
      left: visible.left - 1,
      right: visible.right + 1,
      top: visible.top + 1,
      bottom: visible.bottom - 1,
    })
  )
    return 'hidden'
  if (!painted) {
    const area = (page.right - page.left) * (page.top - page.bottom)
    const scan = paints.find(
      paint =>
        paint.kind === 'picture' &&
        (paint.box.right - paint.box.left) * (paint.box.top - paint.box.bottom) > area / 2,
    )
    return scan && holdsPoint(scan.box, (box.left + box.right) / 2, (box.bottom + box.top) / 2)
      ? 'recognized'
      : 'hidden'
  }
  if (isCovered(paints, index, box)) return 'hidden'
  if (colour === null) return 'shown'
  const ground = groundOf(paints, index, box)
  if (ground === 'picture') return 'over picture'
  return ground !== null && looksAlike(colour, ground) ? 'hidden' : 'shown'
}

/**
 * Finds the letters of a page that nobody sees on it: in the colour of what they stand on, too small, outside the page or
 * its clipping, covered, on a layer that is off or not painted at all. `page` is its visible part.
 */
export function findHiddenText(paints: readonly Paint[], page: Box): HiddenText {
  const shown: Text[] = []
  const hidden: Text[] = []
  const overPictures: Text[] = []
  let recognized = false
  for (const [index, paint] of paints.entries()) {
    if (paint.kind !== 'text' || paint.text.trim() === '') continue
    const sight = sightOf(paint, index, paints, page)
    if (sight === 'hidden') hidden.push(paint)
    else shown.push(paint)
    if (sight === 'over picture') overPictures.push(paint)
    if (sight === 'recognized') recognized = true
  }
  // A shadow or an outline in the ground's colour under the same letters hides nothing.
  const doubled = (one: Text) =>
    shown.some(other => bare(other.text) === bare(one.text) && shares(one.box, other.box, 0.8))
  return { hidden: hidden.filter(one => !doubled(one)), overPictures, recognized }
}

/** Of letters over pictures those that nobody sees: the picture is as light there as they are. */
export function findLostInPictures(texts: readonly Text[], pictures: readonly PlacedPicture[]): HiddenRun[] {
  const read = pictures.map(placed => ({
    place: placed.place,
    picture: placed.picture,
    light: lightReader(placed),
  }))
  return texts.filter(({ box, colour }) => {
    const own = Math.sqrt(luminance(colour ?? '#000000')) * 255
    let alike = 0
    let samples = 0
    for (let across = 0; across < 8; across++) {
      for (let up = 0; up < 3; up++) {
        const x = box.left + ((across + 0.5) / 8) * (box.right - box.left)
        const y = box.bottom + ((up + 0.5) / 3) * (box.top - box.bottom)
        const light = read.reduce((ground, { place: [a, b, c, d, e, f], picture, light: lightAt }) => {
          const determinant = a * d - b * c
          const column = (d * (x - e) - c * (y - f)) / determinant
          const row = (a * (y - f) - b * (x - e)) / determinant
          if (!(column >= 0 && column < 1 && row >= 0 && row < 1)) return ground
          return lightAt(Math.floor(column * picture.width), Math.floor((1 - row) * picture.height))
        }, 255)
        samples++
        if (Math.abs(light - own) < 12) alike++
      }
    }
    return alike >= samples * 0.8
  })
}

/**
 * A text with blanks in the place of one run, wherever blanks are in either; null when the run is not in it. `share`: how far
 * into the text it stands, 0 to 1, to choose between several of the same letters.
 */
function cutRun(text: string, run: string, share: number): string | null {
  const wanted = bare(run)
  let letters = ''
  const places: number[] = []
  for (let index = 0; index < text.length; index++) {
    for (const letter of bare(text[index] ?? '')) {
      letters += letter
      places.push(index)
    }
  }
  const starts: number[] = []
  for (let at = letters.indexOf(wanted); at !== -1; at = letters.indexOf(wanted, at + 1)) starts.push(at)
  const distance = (at: number) => Math.abs((places[at] ?? 0) / text.length - share)
  const [at] = starts.sort((one, other) => distance(one) - distance(other))
  if (at === undefined || wanted === '') return null
  const first = places[at] ?? 0
  const end = (places[at + wanted.length - 1] ?? first) + 1
  return text.slice(0, first) + ' '.repeat(end - first) + text.slice(end)
}

/** What stays of a text that hidden runs lie on: '' when all of it is hidden. `box` is the text's. */
export function withoutHidden(text: string, box: Box, hidden: readonly HiddenRun[]): string {
  let rest = text
  for (const run of hidden) {
    if (rest.trim() === '' || !shares(run.box, box, 0.25)) continue
    if (bare(run.text).includes(bare(rest))) return ''
    const cut = cutRun(rest, run.text, (run.box.left - box.left) / (box.right - box.left))
    if (cut !== null) rest = cut
    else if (shares(run.box, box, 0.8)) return ''
  }
  return rest
}

/** Runs as one text: those that stand close on one line are parts of a word or a sentence. */
export function joinRuns(runs: readonly HiddenRun[]): string {
  return runs.reduce((text, run, index) => {
    const before = runs[index - 1]?.box
    if (!before) return run.text
    const height = run.box.top - run.box.bottom
    const close = Math.abs(run.box.left - before.right) < height * 0.2 && run.box.bottom < before.top
    return text + (close && run.box.top > before.bottom ? '' : ' ') + run.text
  }, '')
}
