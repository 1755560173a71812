import type { Colours } from '../../contract.ts'

/** Red, green, blue, 0 to 255. */
type Rgb = readonly number[]

/** Reads `#rgb` or `#rrggbb`; undefined for anything else. */
const parse = (text = ''): Rgb | undefined =>
  /^#([\da-f]{3}){1,2}$/i.test(text)
    ? text.match(text.length > 4 ? /\w\w/g : /\w/g)?.map(part => Number.parseInt(part.padEnd(2, part), 16))
    : undefined

const toHex = (colour: Rgb) => `#${colour.map(part => part.toString(16).padStart(2, '0')).join('')}`

const black = [0, 0, 0]
const white = [255, 255, 255]

/** Relative luminance (WCAG 2.2), and 0.05 more: a contrast is the ratio of two of these. */
const light = (colour: Rgb): number =>
  colour.reduce(
    (sum, part, index) =>
      sum +
      (part <= 10.3 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4) *
        ([0.2126, 0.7152, 0.0722][index] ?? 0),
    0.05,
  )

const contrast = (one: Rgb, other: Rgb): number =>
  Math.max(light(one), light(other)) / Math.min(light(one), light(other))

/** `share` of `other` in `colour`. */
const mix = (colour: Rgb, other: Rgb, share: number): Rgb =>
  colour.map((part, index) => Math.round(part + ((other[index] ?? 0) - part) * share))

/** Black or white, whichever stands out more. */
const extreme = (ground: Rgb) => (contrast(black, ground) > contrast(white, ground) ? black : white)

/**
 * The colour itself, or the nearest to it towards black or white that stands out on every ground: by default as much as
 * text has to (WCAG 2.2, 1.4.3).
 */
function readable(colour: Rgb, grounds: readonly Rgb[], least = 4.5): Rgb {
  const end = extreme(grounds[0] ?? white)
  for (let share = 0; share < 1; share += 0.04) {
    const shade = mix(colour, end, share)
    if (grounds.every(ground => contrast(shade, ground) >= least)) return shade
  }
  return end
}

/**
 * The panel's colours as CSS custom properties, every text at 4.5:1 on its ground and every edge of a control at
 * 3:1 (1.4.11), whatever colours are asked for. `text` and `background` are the light theme's; `primary` serves both.
 * An unreadable value counts as not given.
 */
export function themeColours({ primary, text, background }: Colours, dark: boolean): Record<string, string> {
  const brand = parse(primary) ?? [242, 155, 155]
  const asked = parse(text) ?? [73, 63, 60]
  const wished = parse(background) ?? [247, 247, 248]
  // A ground of middling brightness leaves no room for a second tone that is still readable: it is moved aside.
  const ground = dark ? [29, 24, 23] : readable(wished, [extreme(wished)], 8)
  const raised = mix(ground, white, extreme(ground) === black ? 1 : 0.06)
  const grounds = [ground, raised, mix(raised, brand, dark ? 0.16 : 0.15)]
  const ink = readable(dark ? [246, 239, 236] : asked, grounds)
  const colours = [
    brand,
    contrast(asked, brand) < 4.5 ? extreme(brand) : asked,
    ...grounds,
    ink,
    readable(mix(ink, ground, 0.3), grounds),
    mix(raised, ink, 0.13),
    readable(mix(raised, ink, 0.4), grounds, 3),
    readable(mix(brand, ink, 0.2), grounds),
    readable(dark ? [255, 176, 173] : [163, 38, 47], grounds),
  ]
  const names = 'primary on-primary ground raised soft ink muted line edge link danger'.split(' ')
  return Object.fromEntries(colours.map((colour, index) => [`--${names[index]}`, toHex(colour)]))
}
