import type { Colours } from '../../contract.ts'

/** Red, green, blue, 0 to 255. */
type Rgb = readonly [number, number, number]

const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]
const rose: Rgb = [242, 155, 155]
const brown: Rgb = [73, 63, 60]
const grey: Rgb = [247, 247, 248]
const night: Rgb = [29, 24, 23]
const cream: Rgb = [246, 239, 236]

/** Least contrast of text on its ground (WCAG 2.2, 1.4.3) and of a control's edge (1.4.11). */
const textContrast = 4.5
const edgeContrast = 3

/** Reads `#rgb` or `#rrggbb`; undefined for anything else. */
function parseColour(text: string | undefined): Rgb | undefined {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text ?? '')?.[1]
  if (!digits) return undefined
  const wide = digits.length > 3 ? digits : digits.replace(/./g, '$&$&')
  const value = Number.parseInt(wide, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

const toHex = (colour: Rgb) => `#${colour.map(part => part.toString(16).padStart(2, '0')).join('')}`

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map(part =>
    part <= 10.3 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** `share` of `other` in `colour`. */
const mix = (colour: Rgb, other: Rgb, share: number): Rgb => [
  Math.round(colour[0] + (other[0] - colour[0]) * share),
  Math.round(colour[1] + (other[1] - colour[1]) * share),
  Math.round(colour[2] + (other[2] - colour[2]) * share),
]

/** Black or white, whichever stands out more. */
const extreme = (ground: Rgb) => (contrast(black, ground) > contrast(white, ground) ? black : white)

/** The colour itself, or the nearest to it towards black or white that stands out enough on every ground. */
function readable(colour: Rgb, grounds: readonly Rgb[], least = textContrast): Rgb {
  const end = extreme(grounds[0] ?? white)
  for (let share = 0; share < 1; share += 0.04) {
    const shade = mix(colour, end, share)
    if (grounds.every(ground => contrast(shade, ground) >= least)) return shade
  }
  return end
}

/** A ground of middling brightness leaves no room for a second tone that is still readable: it is moved aside. */
function clear(ground: Rgb): Rgb {
  const text = extreme(ground)
  return readable(ground, [text], 8)
}

/**
 * The panel's colours as CSS custom properties, every text at 4.5:1 on its ground and every edge of a control at
 * 3:1, whatever colours are asked for. `text` and `background` are the light theme's; `primary` serves both. An
 * unreadable value counts as not given.
 */
export function themeColours(colours: Colours, dark: boolean): Record<string, string> {
  const brand = parseColour(colours.primary) ?? rose
  const asked = parseColour(colours.text) ?? brown
  const ground = dark ? night : clear(parseColour(colours.background) ?? grey)
  const raised = mix(ground, white, extreme(ground) === black ? 1 : 0.06)
  const soft = mix(raised, brand, dark ? 0.16 : 0.15)
  const grounds = [ground, raised, soft]
  const ink = readable(dark ? cream : asked, grounds)
  return {
    '--primary': toHex(brand),
    '--on-primary': toHex(contrast(asked, brand) < textContrast ? extreme(brand) : asked),
    '--ground': toHex(ground),
    '--raised': toHex(raised),
    '--soft': toHex(soft),
    '--ink': toHex(ink),
    '--muted': toHex(readable(mix(ink, ground, 0.3), grounds)),
    '--line': toHex(mix(raised, ink, 0.13)),
    '--edge': toHex(readable(mix(raised, ink, 0.4), grounds, edgeContrast)),
    '--link': toHex(readable(mix(brand, ink, 0.2), grounds)),
    '--danger': toHex(readable(dark ? [255, 176, 173] : [163, 38, 47], grounds)),
  }
}
