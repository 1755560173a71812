import { looksAlike, toColour } from './colours.ts'
import { localAttribute } from './read-xml.ts'

/** A colour that fills letters or what they stand on. */
interface Ink {
  /** `#rrggbb`, or the theme's name for it with what is done to it: two of one name are the same colour. */
  name: string
  /** Hundred thousandths of what is not seen through. */
  alpha: number
}

/** How letters are set; undefined: not said here. */
export interface RunLooks {
  /** Hundredths of a point. */
  size?: number
  ink?: Ink
  /** A marker's colour. */
  ground?: Ink
  /** Filled with nothing, or drawn as an outline. */
  isHollow?: boolean
  isOutlined?: boolean
}

/** Follows what a slide's XML says of looks. */
export interface SlideInks {
  open(local: string, attributes: Record<string, string>): void
  close(local: string): void
  /** Looks of the run that is open, filled in as they come. */
  run: RunLooks
  /** Are letters of such looks, at a level of the shape's list, seen by nobody? Asked when the shape or cell ends. */
  isUnseen(run: RunLooks, level: number): boolean
}

/** The names that a theme's colours have on slides and in the theme. */
const aliases: Record<string, string> = { lt1: 'bg1', dk1: 'tx1', lt2: 'bg2', dk2: 'tx2' }

function inkOf(local: string, attributes: Record<string, string>): Ink | null {
  const value = localAttribute(attributes, 'val')
  if (local === 'schemeClr') return { name: aliases[value] ?? value, alpha: 100_000 }
  const colour = toColour(local === 'sysClr' ? localAttribute(attributes, 'lastClr') : value)
  return colour && /^(srgbClr|prstClr|sysClr)$/.test(local) ? { name: colour, alpha: 100_000 } : null
}

function isSameInk(one: Ink, other: Ink): boolean {
  return (
    one.name === other.name ||
    (/^#[0-9a-f]{6}$/.test(one.name) && /^#[0-9a-f]{6}$/.test(other.name) && looksAlike(one.name, other.name))
  )
}

/** Opens SlideInks. What a slide's ground, its layout or its theme looks like is not known: letters are taken for seen on them. */
export function openSlideInks(): SlideInks {
  const above: string[] = []
  /** What the shape's own list says of its levels. */
  let levels: RunLooks[] = []
  let level = 0
  let ground: Ink | undefined
  let ink: Ink | undefined
  const inks: SlideInks = {
    run: {},
    open(local, attributes) {
      const [parent, outer] = [above.at(-1), above.at(-2)]
      if (local === 'sp' || local === 'tc') {
        ground = undefined
        levels = []
      } else if (/^(r|fld|br)$/.test(local)) inks.run = {}
      else if (/^lvl[1-9]pPr$/.test(local)) level = Number(local[3]) - 1
      else if (local === 'rPr' || (local === 'defRPr' && outer === 'lstStyle')) {
        const looks: RunLooks = local === 'rPr' ? inks.run : {}
        if (local === 'defRPr') levels[level] = looks
        const size = Number(localAttribute(attributes, 'sz'))
        if (size > 0) looks.size = size
      }
      const looks = looksAt(parent)
      if (looks && local === 'noFill') looks.isHollow = true
      if (looks && local === 'ln') looks.isOutlined = true
      if (looks && /^(grad|blip|patt|grp)Fill$/.test(local)) looks.ink = { name: local, alpha: 100_000 }
      if (parent === 'ln' && local === 'noFill' && outer === 'rPr') inks.run.isOutlined = false
      if (parent === 'highlight' && outer === 'rPr') {
        ink = inkOf(local, attributes) ?? { name: 'highlight', alpha: 100_000 }
        inks.run.ground = ink
      } else if (parent === 'solidFill') {
        ink = inkOf(local, attributes) ?? undefined
        const filled = looksAt(outer)
        if (ink && filled) filled.ink = ink
        else if (ink && (outer === 'spPr' || outer === 'tcPr')) ground = ink
      } else if ((outer === 'solidFill' || outer === 'highlight') && ink) {
        const value = localAttribute(attributes, 'val')
        if (local === 'alpha') ink.alpha = Number(value)
        else ink.name += ` ${local} ${value}`
      }
      above.push(local)
    },
    close: () => void above.pop(),
    isUnseen(run, at) {
      const looks = { ...levels[at], ...run }
      if (looks.size !== undefined && looks.size <= 100) return true
      if (looks.isHollow && !looks.ink && !looks.isOutlined) return true
      if (!looks.ink) return false
      if (looks.ink.alpha <= 5000) return true
      const under = looks.ground ?? ground
      return under !== undefined && under.alpha >= 50_000 && isSameInk(looks.ink, under)
    },
  }
  return inks

  function looksAt(element: string | undefined): RunLooks | undefined {
    if (element === 'rPr') return inks.run
    return element === 'defRPr' ? levels[level] : undefined
  }
}
