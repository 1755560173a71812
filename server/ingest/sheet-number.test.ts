import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { numberFormat, showNumber } from './sheet-number.ts'

const shown = (code: string, value: number) => showNumber(value, numberFormat(200, code), false)

describe('a number of a workbook as its reader sees it', () => {
  const cases: [code: string, value: number, text: string][] = [
    // Codes: leading zeros and groups.
    ['0#" "##" "##" "##" "##', 612345678, '06 12 34 56 78'],
    ['0#\\ ##\\ ##\\ ##\\ ##', 612345678, '06 12 34 56 78'],
    ['00000', 1000, '01000'],
    ['00000', 75011, '75011'],
    ['"FR-"000', 7, 'FR-007'],
    ['[<=9999999]###\\-####;\\(###\\)\\ ###\\-####', 5551234, '555-1234'],
    ['[<=9999999]###\\-####;\\(###\\)\\ ###\\-####', 8005551234, '(800) 555-1234'],
    ['#\\ ##0', 1500, '1 500'],
    ['#\\ ##0', 12.5, '12.5'],
    // What stands before and behind.
    ['0" mois"', 12, '12 mois'],
    ['General" places"', 0.1 + 0.2, '0.3 places'],
    ['#,##0.00" €/mois"', 29.9, '29.9 €/mois'],
    ['[$€-2]\\ #,##0.00', 1490, '1490 €'],
    ['#,##0.00\\ [$€-40C];[Red]\\-#,##0.00\\ [$€-40C]', -12.5, '-12.5 €'],
    ['0;[Red]0', -3, '-3'],
    ['0;\\(0\\)', -3, '(3)'],
    ['0," k€"', 12000, '12 k€'],
    ['0.0,," M€"', 2500000, '2.5 M€'],
    ['0.00', 1 / 3, '0.33'],
    ['0', 29.95, '29.95'],
    // Nothing: a dash says it, or a word.
    ['_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', 0, '0 €'],
    ['0" €";\\-0" €";"offert"', 0, 'offert'],
    ['0;-0;', 0, ''],
    ['"oui";"oui";"non"', 1, 'oui'],
    // Hours that go on after a day.
    ['[h]:mm', 1.5, '36:00'],
    ['[h]:mm:ss;@', 0.0104861111, '0:15:06'],
    ['[mm]:ss', 0.0625, '90 min'],
    ['h:mm', 0.5, '12:00'],
    // Not of this kind.
    ['0.00E+00', 12000, '12000'],
    ['# ?/?', 0.5, '0.5'],
    ['0" d\'avance"', 3, "3 d'avance"],
    ['"le "d/m/yyyy', 45356, '2024-03-05'],
    ['0.0%', 0.125, '12.5 %'],
  ]
  for (const [code, value, text] of cases)
    it(`is ${text || 'nothing'} for ${value} in ${code}`, () => assert.equal(shown(code, value), text))

  it('counts hours after a day by the format that every workbook knows, too', () => {
    assert.equal(showNumber(1.5, numberFormat(46, undefined), false), '36:00')
  })

  it('loses no digit of a number in whatever places', () => {
    const code = fc.array(fc.constantFrom('0', '#', '" "', '\\-', ','), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(code, fc.nat(), (pieces, value) => {
        const text = shown(`0${pieces.join('')}#`, value)
        assert.equal(Number(text.replace(/[^\d]/g, '')), value)
      }),
    )
  })
})
