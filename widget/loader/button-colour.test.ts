import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { signColour } from './button-colour.ts'

/** WCAG 2.2 relative luminance of `#rrggbb`, 0 to 1. */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = parts.map(part =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe('signColour', () => {
  it('stands out at 3:1 on every colour a brand may have', () => {
    const steps = Array.from({ length: 18 }, (_, step) => (step * 15).toString(16).padStart(2, '0'))
    const low: string[] = []
    for (const red of steps)
      for (const green of steps)
        for (const blue of steps) {
          const ground = `#${red}${green}${blue}`
          const sign = signColour(ground).replace('#fff', '#ffffff')
          if (contrast(ground, sign) < 3) low.push(`${ground} ${sign} ${contrast(ground, sign).toFixed(2)}`)
        }
    assert.deepEqual(low, [])
  })

  it('is brown on the first customer’s rose, and the same for both spellings of a colour', () => {
    assert.equal(signColour('#f29b9b'), '#493f3c')
    assert.equal(signColour('#abc'), signColour('#aabbcc'))
  })
})
