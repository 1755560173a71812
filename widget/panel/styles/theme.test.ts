import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { themeColours } from './theme.ts'

/** WCAG's contrast, written a second time from its text, so that a slip in the first is seen. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const colour = fc.integer({ min: 0, max: 0xffffff }).map(value => `#${value.toString(16).padStart(6, '0')}`)

function assertReadable(theme: Record<string, string>): void {
  const of = (name: string) => String(theme[`--${name}`])
  for (const text of ['ink', 'muted', 'link', 'danger']) {
    for (const ground of ['ground', 'raised', 'soft']) {
      const measured = contrast(of(text), of(ground))
      assert.ok(measured >= 4.5, `${text} on ${ground}: ${measured.toFixed(2)} ${JSON.stringify(theme)}`)
    }
  }
  assert.ok(contrast(of('on-primary'), of('primary')) >= 4.5)
  for (const ground of ['ground', 'raised', 'soft']) assert.ok(contrast(of('edge'), of(ground)) >= 3)
}

describe('themeColours', () => {
  it('is rose, brown and grey when nothing is asked for', () => {
    const theme = themeColours({}, false)
    assert.equal(theme['--primary'], '#f29b9b')
    assert.equal(theme['--on-primary'], '#493f3c')
    assert.equal(theme['--ink'], '#493f3c')
    assert.equal(theme['--ground'], '#f7f7f8')
    assertReadable(theme)
    assertReadable(themeColours({}, true))
  })

  it('keeps a brand colour and computes what is written on it', () => {
    const theme = themeColours({ primary: '#123' }, false)
    assert.equal(theme['--primary'], '#112233')
    assert.equal(theme['--on-primary'], '#ffffff')
  })

  it('takes a colour it cannot read as not given', () => {
    for (const primary of ['red', '#12', '#12345', 'url(x)', '#f29b9b;color:red', '']) {
      assert.deepEqual(themeColours({ primary }, false), themeColours({}, false))
    }
  })

  it('stays readable whatever colours are asked for, light and dark', () => {
    fc.assert(
      fc.property(colour, colour, colour, fc.boolean(), (primary, text, background, dark) =>
        assertReadable(themeColours({ primary, text, background }, dark)),
      ),
    )
  })
})
