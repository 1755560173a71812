import { localAttribute } from './read-xml.ts'

/** A slide's measures, in English Metric Units. */
export interface SlideSize {
  width: number
  height: number
}

interface Point {
  x: number
  y: number
}

/** A shape, a picture, a table or a group of them: ECMA-376 part 1, 20.1.7.6. */
interface Frame {
  isHidden: boolean
  /** Degrees. */
  turn: number
  flipsX: boolean
  flipsY: boolean
  offset?: Point
  extent?: Point
  /** A group's own coordinates, in which those inside are told. */
  innerOffset?: Point
  innerExtent?: Point
}

const kinds = /^(sp|grpSp|graphicFrame|pic|cxnSp)$/

/** Middle and half sizes. */
interface Box extends Point {
  width: number
  height: number
}

/** What is turned stays inside the circle around it. */
function turned(box: Box, turn: number): Box {
  const radius = Math.hypot(box.width, box.height)
  return turn % 360 === 0 ? box : { ...box, width: radius, height: radius }
}

function boxOf({ offset, extent, turn }: Frame): Box | null {
  if (!offset || !extent) return null
  const [width, height] = [extent.x / 2, extent.y / 2]
  return turned({ x: offset.x + width, y: offset.y + height, width, height }, turn)
}

/** Where a box inside a group is outside it. */
function outOfGroup(box: Box, group: Frame): Box {
  const { offset, extent, innerOffset = { x: 0, y: 0 }, innerExtent } = group
  if (!offset || !extent) return box
  const scaleX = extent.x / (innerExtent?.x || extent.x || 1)
  const scaleY = extent.y / (innerExtent?.y || extent.y || 1)
  const middle = { x: offset.x + extent.x / 2, y: offset.y + extent.y / 2 }
  let x = offset.x + (box.x - innerOffset.x) * scaleX - middle.x
  let y = offset.y + (box.y - innerOffset.y) * scaleY - middle.y
  if (group.flipsX) x = -x
  if (group.flipsY) y = -y
  const angle = (group.turn * Math.PI) / 180
  return turned(
    {
      x: middle.x + x * Math.cos(angle) - y * Math.sin(angle),
      y: middle.y + x * Math.sin(angle) + y * Math.cos(angle),
      width: box.width * scaleX,
      height: box.height * scaleY,
    },
    group.turn,
  )
}

/** Follows the shapes of a slide as its XML comes, and tells whether the one that is open is seen. */
export interface SlideFrames {
  open(local: string, attributes: Record<string, string>): void
  close(local: string): void
  /** Hidden, or in a group that is, or wholly outside the slide. */
  isUnseen(): boolean
}

/** Opens SlideFrames; `size` null where place does not matter (speaker notes). */
export function openSlideFrames(size: SlideSize | null): SlideFrames {
  const frames: Frame[] = []
  let placed: Frame | undefined
  const point = (attributes: Record<string, string>, x: string, y: string) => ({
    x: Number(localAttribute(attributes, x)),
    y: Number(localAttribute(attributes, y)),
  })

  function isOutside(): boolean {
    const [frame, ...groups] = frames.toReversed()
    let box = frame ? boxOf(frame) : null
    if (!box || !size) return false
    for (const group of groups) box = outOfGroup(box, group)
    const { x, y, width, height } = box
    return x + width <= 0 || y + height <= 0 || x - width >= size.width || y - height >= size.height
  }

  return {
    open(local, attributes) {
      const frame = frames.at(-1)
      if (kinds.test(local)) frames.push({ isHidden: false, turn: 0, flipsX: false, flipsY: false })
      else if (local === 'cNvPr' && frame)
        frame.isHidden ||= /^(1|true)$/.test(localAttribute(attributes, 'hidden'))
      else if (local === 'xfrm' && frame && !frame.offset) {
        placed = frame
        frame.turn = Number(localAttribute(attributes, 'rot')) / 60_000 || 0
        frame.flipsX = /^(1|true)$/.test(localAttribute(attributes, 'flipH'))
        frame.flipsY = /^(1|true)$/.test(localAttribute(attributes, 'flipV'))
      } else if (placed && local === 'off') placed.offset = point(attributes, 'x', 'y')
      else if (placed && local === 'ext') placed.extent = point(attributes, 'cx', 'cy')
      else if (placed && local === 'chOff') placed.innerOffset = point(attributes, 'x', 'y')
      else if (placed && local === 'chExt') placed.innerExtent = point(attributes, 'cx', 'cy')
    },
    close(local) {
      if (local === 'xfrm') placed = undefined
      if (kinds.test(local)) frames.pop()
    },
    isUnseen: () => frames.some(({ isHidden }) => isHidden) || isOutside(),
  }
}
