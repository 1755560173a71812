/** The colours that documents name by a word. Others are compared by their names. */
const named: Record<string, string> = {
  white: '#ffffff',
  black: '#000000',
  red: '#ff0000',
  yellow: '#ffff00',
  blue: '#0000ff',
  green: '#008000',
  gray: '#808080',
  grey: '#808080',
  silver: '#c0c0c0',
  navy: '#000080',
  whitesmoke: '#f5f5f5',
  snow: '#fffafa',
  ivory: '#fffff0',
  ghostwhite: '#f8f8ff',
}

/** A colour as documents write it (`#fff`, `FFFFFF`, `rgb(255, 255, 255)`, `white`) as `#rrggbb`; null when it is none of those. */
export function toColour(text: string): string | null {
  const value = text.trim().toLowerCase()
  if (/^#?[0-9a-f]{6}$/.test(value)) return `#${value.replace('#', '')}`
  if (/^#[0-9a-f]{3}$/.test(value)) return `#${value.slice(1).replace(/./g, digit => digit + digit)}`
  const parts =
    /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*(?:1|1\.0+|100%)\s*)?\)$/.exec(value)
  if (parts) {
    const digits = parts.slice(1, 4).map(part => Math.min(255, Number(part)).toString(16).padStart(2, '0'))
    return `#${digits.join('')}`
  }
  return named[value] ?? null
}

function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16) || 0
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** WCAG 2.2's relative luminance of `#rrggbb`, 0 to 1. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(channel => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Are the colours (`#rrggbb`) the same to the eye? A contrast under 1.1 (WCAG 2.2; text needs 4.5), hue and all. */
export function looksAlike(one: string, other: string): boolean {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((first, second) => first - second)
  const apart = channels(one).map((channel, index) => Math.abs(channel - (channels(other)[index] ?? 0)))
  return (light + 0.05) / (dark + 0.05) < 1.1 && Math.max(...apart) <= 24
}
