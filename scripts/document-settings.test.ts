import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { daysLine } from './days-line.ts'
import { checkDays, parseSettings } from './document-settings.ts'

describe('the settings of a document', () => {
  it('are read as they are typed; a dash takes one away', () => {
    const typed = { priority: '-3', tags: 'prix, offre,', category: ' Offres ', 'valid-until': '31/12/2026' }
    assert.deepEqual(parseSettings(typed), {
      values: { priority: -3, tags: ['prix', 'offre'], category: 'Offres', validUntil: '2026-12-31' },
      forgotten: [],
    })
    const taken = { tags: '-', category: '-', 'valid-from': '-', 'from-file': 'priority,valid-until' }
    assert.deepEqual(parseSettings(taken), {
      values: { tags: [], category: null, validFrom: null },
      forgotten: ['priority', 'validUntil'],
    })
  })

  it('that cannot be are refused', () => {
    assert.throws(() => parseSettings({ priority: 'haute' }), /nombre entier/)
    assert.throws(() => parseSettings({ 'valid-until': 'demain' }), /--valid-until demande une date/)
    assert.throws(() => parseSettings({ 'valid-from': '2026-02-02', 'valid-until': '2026-02-01' }), /jamais/)
    for (const priority of ['6', '-6', '1000']) assert.throws(() => parseSettings({ priority }), /de -5 à 5/)
    const stored = { validFrom: '2026-03-01', validUntil: '2026-03-31' }
    assert.throws(() => checkDays({ validFrom: '2026-04-01' }, stored), /2026-04-01.*2026-03-31.*jamais/)
    assert.throws(() => checkDays({ validUntil: '2026-02-28' }, stored), /jamais/)
    for (const days of [{}, { validFrom: null }, { validFrom: '2026-04-01', validUntil: null }])
      checkDays(days, stored)
    assert.throws(() => parseSettings({ 'from-file': 'titre' }), /ne connaît pas « titre »/)
    assert.throws(() => parseSettings({}), /Rien à régler/)
    const oneDay = { 'valid-from': '2026-02-02', 'valid-until': '2026-02-02' }
    assert.equal(parseSettings(oneDay).values.validFrom, '2026-02-02')
  })

  it('in days are told as a French calendar has them', () => {
    const days = { validFrom: '2026-06-01', validUntil: '2026-06-30' }
    assert.equal(daysLine({ ...days, counts: true }), 'à partir du 01/06/2026 jusqu’au 30/06/2026')
    assert.match(daysLine({ ...days, counts: false }, '2026-05-31'), /^PAS ENCORE VALABLE/)
    assert.match(daysLine({ ...days, counts: false }, '2026-07-01'), /^PÉRIMÉ/)
    assert.equal(daysLine({ validFrom: null, validUntil: null, counts: true }), '')
  })
})
