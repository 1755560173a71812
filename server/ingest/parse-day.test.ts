import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDay } from './parse-day.ts'

test('a day is read as it is written in files and in France, and nothing else is one', () => {
  for (const text of ['2026-12-31', '31/12/2026', '31.12.2026', ' 2026-12-31T10:00:00Z ', '2026-12-31 10:00'])
    assert.equal(parseDay(text), '2026-12-31', text)
  assert.equal(parseDay('1/2/2026'), '2026-02-01')
  assert.equal(parseDay('29/02/2028'), '2028-02-29')
  for (const text of [
    '',
    'demain',
    '2026',
    '29/02/2026',
    '2026-13-01',
    '31/12/26',
    '2026-00-10',
    '12-31-2026',
  ])
    assert.equal(parseDay(text), null, text)
})

test('every day of the calendar is read back', () => {
  const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(days, date => {
      const day = date.toISOString().slice(0, 10)
      assert.equal(parseDay(day), day)
      assert.equal(parseDay(day.split('-').reverse().join('/')), day)
    }),
  )
})
