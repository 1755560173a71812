import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BudgetState, TurnBudget } from '../operations/begin-turn.ts'
import type { AnswerCall } from './model/call-bounds.ts'
import { createModelLog, type Trouble } from './model/model-log.ts'
import { createPurse } from './purse.ts'

const bounds = { of: () => 0.25, attempt: ({ maxTokens }: AnswerCall) => maxTokens, turn: () => 1 }
/** A turn as a purse opens it; what it asks for more is granted as long as `more` has it. */
function toTurn(more = 0) {
  const log = createModelLog()
  const asked: number[] = []
  return {
    message: 'Oui ?',
    log,
    asked,
    async reserve({ turn }: TurnBudget) {
      asked.push(turn)
      const isGranted = asked.reduce((sum, one) => sum + one) <= more
      return isGranted ? granted : { ...spent, spentBy: 'kept_aside' as const, warning: 80 }
    },
  }
}
const attempt = (dollars: number) => ({ model: 'first', messages: [], maxTokens: dollars })
const failed = (reason: 'timeout' | 'overloaded'): Trouble => ({
  step: 'answer',
  model: 'first',
  reason,
  status: null,
  milliseconds: 5,
  next: 'second',
})
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
    const money = purse.open(toTurn())
    money.embeddedEarly('vectors')
    money.admitted(null)
    assert.deepEqual([money.budget, money.charge(), purse.mayEmbedEarly()], [undefined, 0, true])
  })

  it('asks for the most of one attempt', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    assert.deepEqual(purse.open(toTurn()).budget, { turn: 1, month: 10, visitorDay: null })
  })

  it('lets the next turn take along what was embedded for one that was not admitted', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    const refused = purse.open(toTurn())
    refused.embeddedEarly('vectors')
    refused.admitted(null)
    const next = purse.open(toTurn())
    assert.equal(next.budget?.turn, 1.25)
    next.embeddedEarly('vectors')
    next.admitted(granted)
    assert.equal(next.charge(), 0.25, 'its own is in its log')
    assert.equal(purse.open(toTurn()).budget?.turn, 1)
  })

  it('keeps it for a later one when the next turn gets no money either', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    const refused = purse.open(toTurn())
    refused.embeddedEarly('vectors')
    refused.admitted(null)
    const poor = purse.open(toTurn())
    poor.admitted(spent)
    assert.deepEqual([poor.charge(), purse.open(toTurn()).budget?.turn], [0, 1.25])
  })

  it('embeds nothing early any more once that came to a turn’s most', () => {
    const purse = createPurse({ month: 10, visitorDay: null }, bounds)
    for (let index = 0; index < 4; index++) {
      assert.equal(purse.mayEmbedEarly(), true)
      const money = purse.open(toTurn())
      money.embeddedEarly('vectors')
      money.admitted(null)
    }
    assert.equal(purse.mayEmbedEarly(), false)
    purse.open(toTurn()).admitted(granted)
    assert.equal(purse.mayEmbedEarly(), true)
  })

  it('asks for more before an attempt that it does not cover, and only then', async () => {
    const turn = toTurn(5)
    const money = createPurse({ month: 10, visitorDay: null }, bounds).open(turn)
    money.admitted(granted)
    assert.equal(await money.afford(attempt(0.9)), true)
    turn.log.troubles.push(failed('overloaded'))
    assert.equal(await money.afford(attempt(0.9)), true)
    assert.deepEqual(turn.asked, [], 'refused at the door, it cost nothing')
    turn.log.troubles.push(failed('timeout'))
    assert.equal(money.charge(), 0.9)
    assert.equal(await money.afford(attempt(0.6)), true)
    assert.deepEqual([turn.asked, money.most()], [[0.5], 1.5])
    assert.equal(await money.afford(attempt(7)), false)
    assert.deepEqual(
      [money.state()?.spentBy, money.state()?.warning, money.state()?.granted, money.most()],
      ['kept_aside', 80, true, 1.5],
    )
  })

  it('has no money for more while the database does not answer', async () => {
    const money = createPurse({ month: 10, visitorDay: null }, bounds).open({
      ...toTurn(),
      reserve: () => Promise.reject(new Error('away')),
    })
    money.admitted(granted)
    assert.deepEqual([await money.afford(attempt(1)), await money.afford(attempt(1.1))], [true, false])
  })

  it('embeds nothing early while the month is spent, and again when it is not', () => {
    const purse = createPurse({ month: 10, visitorDay: 1 }, bounds)
    purse.open(toTurn()).admitted(spent)
    assert.equal(purse.mayEmbedEarly(), false)
    purse.open(toTurn()).admitted({ ...spent, spentBy: 'visitor' })
    assert.equal(purse.mayEmbedEarly(), true, 'one visitor’s day is not everybody’s month')
  })
})
