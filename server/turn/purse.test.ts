import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BudgetState } from '../operations/begin-turn.ts'
import { createPurse } from './purse.ts'

const bounds = { of: () => 0.25, turn: 1 }
const granted: BudgetState = {
  granted: true,
  spentBy: null,
  share: 0.1,
  warning: null,
  visitorWarning: null,
}
const spent: BudgetState = { ...granted, granted: false, spentBy: 'month', share: 1 }

describe('a purse', () => {
  it('asks for nothing without a budget', () => {
    const purse = createPurse(undefined, bounds)
    const money = purse.open()
    money.embeddedEarly('vectors')
    money.admitted(null)
    assert.deepEqual([money.budget, money.carried(), purse.mayEmbedEarly()], [undefined, 0, true])
  })

  it('asks for the most a turn may cost', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    assert.deepEqual(purse.open().budget, { turn: 1, month: 10, visitorDay: null })
  })

  it('lets the next turn take along what was embedded for one that was not admitted', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    const refused = purse.open()
    refused.embeddedEarly('vectors')
    refused.admitted(null)
    const next = purse.open()
    assert.equal(next.budget?.turn, 1.25)
    next.embeddedEarly('vectors')
    next.admitted(granted)
    assert.equal(next.carried(), 0.25, 'its own is in its log')
    assert.equal(purse.open().budget?.turn, 1)
  })

  it('keeps it for a later one when the next turn gets no money either', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    const refused = purse.open()
    refused.embeddedEarly('vectors')
    refused.admitted(null)
    const poor = purse.open()
    poor.admitted(spent)
    assert.deepEqual([poor.carried(), purse.open().budget?.turn], [0, 1.25])
  })

  it('embeds nothing early any more once that came to a turn’s most', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    for (let index = 0; index < 4; index++) {
      assert.equal(purse.mayEmbedEarly(), true)
      const money = purse.open()
      money.embeddedEarly('vectors')
      money.admitted(null)
    }
    assert.equal(purse.mayEmbedEarly(), false)
    purse.open().admitted(granted)
    assert.equal(purse.mayEmbedEarly(), true)
  })

  it('embeds nothing early while the month is spent, and again when it is not', () => {
    const purse = createPurse({ month: 10, visitorDay: 1 }, bounds)
    purse.open().admitted(spent)
    assert.equal(purse.mayEmbedEarly(), false)
    purse.open().admitted({ ...spent, spentBy: 'visitor' })
    assert.equal(purse.mayEmbedEarly(), true, 'one visitor’s day is not everybody’s month')
  })
})
