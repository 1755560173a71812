import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readCosts } from '../../operations/read-costs.ts'
import { recordSpending } from '../../operations/record-spending.ts'
import {
  admit,
  type ContractDatabase,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'
import { exact } from './spending-figures.ts'

/** What a month cost, by agent, step and model: told exactly, and kept when its visitors are not. */
export function describeCosts(given: () => ContractDatabase): void {
  describe('the costs of a month', () => {
    const call = { milliseconds: 5, promptTokens: 100, completionTokens: 10, cachedTokens: 60, cost: 0.5 }
    const tell = async (agent: string, userId: string) => {
      const turn = toBeginTurn({ userId })
      await admit(given().database, turn)
      const calls = [
        { ...call, step: 'embed', model: `${agent}-vectors`, cost: null },
        { ...call, step: 'answer', model: `${agent}-words` },
        { ...call, step: 'answer', model: `${agent}-words` },
      ]
      const sums = { promptTokens: 300, completionTokens: 30, cachedTokens: 180, cost: 1 }
      await finishTurn(given().database, {
        ...toFinishTurn(turn, { agent, model: `${agent}-words`, steps: { admit: 1, calls } }),
        ...sums,
      })
    }
    const of = async (agent: string) => {
      const { calls } = await readCosts(given().database)
      return calls.filter(each => each.agent === agent)
    }

    it('are told by agent, step and model, and stay when the visitors are erased', async () => {
      const { database, admin } = given()
      const agent = `agent-${createIds().messageId}`
      const [one, other] = [createIds().userId, createIds().userId]
      await tell(agent, one)
      await tell(agent, other)
      const tokens = { promptTokens: 400, cachedTokens: 240, completionTokens: 40 }
      const words = {
        agent,
        step: 'answer',
        model: `${agent}-words`,
        turns: 2,
        calls: 4,
        unpriced: 0,
        cost: 2,
        ...tokens,
      }
      const halves = { promptTokens: 200, cachedTokens: 120, completionTokens: 20 }
      const vectors = {
        agent,
        step: 'embed',
        model: `${agent}-vectors`,
        turns: 2,
        calls: 2,
        unpriced: 2,
        cost: 0,
        ...halves,
      }
      assert.deepEqual(await of(agent), [words, vectors])
      const whole = await readCosts(database)
      await eraseVisitor(database, { userId: one })
      assert.deepEqual(await of(agent), [words, vectors])
      await admin.query(`delete from conversations where user_id = '${other}'`)
      assert.deepEqual(await of(agent), [words, vectors])
      const after = await readCosts(database)
      assert.deepEqual([after.spent, after.days], [whole.spent, whole.days])
    })

    it('have what documents’ embeddings cost', async () => {
      const { database } = given()
      const spent = async () => exact((await readCosts(database)).spent)
      const before = await spent()
      const input = { step: 'embed', calls: 3, promptTokens: 5000 } as const
      const agent = `agent-${createIds().messageId}`
      await recordSpending(database, { ...input, agent, model: 'vectors', cost: 0.25 })
      await recordSpending(database, { ...input, agent, model: 'vectors', cost: null })
      assert.equal(await spent(), exact(before + 0.25))
      const [row] = await of(agent)
      assert.deepEqual(
        [row?.turns, row?.calls, row?.unpriced, row?.promptTokens, row?.cost],
        [0, 6, 3, 10_000, 0.25],
      )
    })

    it('are nothing in a month that had none', async () => {
      const costs = await readCosts(given().database, { month: '2001-02' })
      assert.deepEqual(costs, { month: '2001-02', spent: 0, reserved: 0, calls: [], days: [] })
    })
  })
}
