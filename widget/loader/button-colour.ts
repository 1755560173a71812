/**
 * The colour of what stands on the button's ground (`#rgb` or `#rrggbb`): brown on light, white on dark. Told apart by
 * luminance, with 2.2 for the curve of WCAG; the test goes through the colours to see that the contrast is always 3:1.
 */
export function signColour(ground: string): string {
  const digits = ground.length < 5 ? ground.replace(/\w/g, '$&$&') : ground
  const value = Number.parseInt(digits.slice(1), 16)
  const light = (shift: number) => (((value >> shift) & 255) / 255) ** 2.2
  return 0.2126 * light(16) + 0.7152 * light(8) + 0.0722 * light(0) > 0.275 ? '#493f3c' : '#fff'
}
