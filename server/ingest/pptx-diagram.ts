import type { OfficePackage } from './office-package.ts'
import { openSlideInks } from './pptx-ink.ts'
import { localAttribute, localName } from './read-xml.ts'

/** A line of a SmartArt diagram, as its outline has it. */
export interface DiagramLine {
  text: string
  /** From 0. */
  level: number
}

interface Point {
  id: string
  kind: string
  text: string
}

/**
 * Reads the outline of a SmartArt diagram out of its data (ECMA-376 part 1, 21.4.2): its points, each below the one it
 * belongs to. `unseen` takes what its letters' looks hide.
 */
export async function readDiagram(
  document: OfficePackage,
  part: string,
  unseen: string[],
): Promise<DiagramLine[]> {
  const points = new Map<string, Point>()
  const children = new Map<string, { id: string; order: number }[]>()
  const inks = openSlideInks()
  let point: Point | undefined
  let reads = false
  let isPlaceholder = false
  let depth = 0
  await document.readPart(part, {
    open(name, attributes) {
      const local = localName(name)
      inks.open(local, attributes)
      if (local === 'pt') depth++
      // Those inside are points of a drawn line.
      if (local === 'pt' && depth === 1) {
        point = {
          id: localAttribute(attributes, 'modelId') || `#${points.size}`,
          kind: localAttribute(attributes, 'type') || 'node',
          text: '',
        }
        isPlaceholder = false
        points.set(point.id, point)
      } else if (local === 'prSet') isPlaceholder = /^(1|true)$/.test(localAttribute(attributes, 'phldr'))
      else if (local === 'cxn' && /^(parOf)?$/.test(localAttribute(attributes, 'type'))) {
        const from = localAttribute(attributes, 'srcId')
        const order = Number(localAttribute(attributes, 'srcOrd')) || 0
        const below = children.get(from) ?? []
        children.set(from, below)
        below.push({ id: localAttribute(attributes, 'destId'), order })
      } else if ((local === 'p' || local === 'br') && point) point.text += '\n'
      // `dgm:t` holds paragraphs, `a:t` their letters.
      reads = local === 't'
    },
    text(text) {
      if (!reads || !point || isPlaceholder) return
      if (text.trim() !== '' && inks.isUnseen(inks.run, 0)) unseen.push(text)
      else point.text += text
    },
    close(name) {
      const local = localName(name)
      reads = false
      inks.close(local)
      if (local === 'pt' && --depth === 0) point = undefined
    },
  })
  return outlineOf(points, children)
}

function outlineOf(
  points: ReadonlyMap<string, Point>,
  children: ReadonlyMap<string, readonly { id: string; order: number }[]>,
): DiagramLine[] {
  const lines: DiagramLine[] = []
  const left = new Map(points)
  function walk(root: Point, level: number): void {
    const open = [{ point: root, level }]
    for (let next = open.pop(); next; next = open.pop()) {
      const { point, level } = next
      if (!left.delete(point.id)) continue
      if (/^(node|asst)$/.test(point.kind)) lines.push({ text: point.text, level })
      const below = (children.get(point.id) ?? []).toSorted((one, other) => other.order - one.order)
      for (const { id } of below) {
        const child = left.get(id)
        if (child) open.push({ point: child, level: level + 1 })
      }
    }
  }
  // The diagram itself is no line.
  for (const point of points.values()) if (point.kind === 'doc') walk(point, -1)
  for (const point of points.values()) walk(point, 0)
  return lines.map(({ text, level }) => ({ text: text.trim(), level: Math.min(Math.max(level, 0), 8) }))
}
