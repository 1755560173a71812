// Budgets attacked through several servers' connections at once, on a real Postgres: R5 of the threats, that a month
// is never passed.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { abandonTurn } from '../operations/abandon-turn.ts'
import { beginTurn, type TurnBudget } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import { readCosts } from '../operations/read-costs.ts'
import { reserveMore } from '../operations/reserve-more.ts'
import type { Database } from '../ports/database.ts'
import { createPostgresDatabase } from '../testing/create-postgres-database.ts'
import { admit, toBeginTurn, toFinishTurn } from './contract-suite/database-under-contract.ts'
import { openPostgres } from './open-postgres.ts'

/** Three servers with 10 connections each on one empty database. */
async function openServers() {
  const target = await createPostgresDatabase()
  const servers = await Promise.all(
    [0, 1, 2].map(async () => (await openPostgres({ url: target.url, poolSize: 10 })).database),
  )
  return {
    query: async (sql: string) => (await target.pool.query(sql)).rows as Record<string, unknown>[],
    server: (index: number) => servers[index % servers.length] as Database,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(server => server.close()))
      await target[Symbol.asyncDispose]()
    },
  }
}
type Servers = Awaited<ReturnType<typeof openServers>>

/** Begins so many turns at once; how many were granted, and what is then kept aside. */
async function attack(servers: Servers, turns: number, budget: TurnBudget) {
  const states = await Promise.all(
    Array.from({ length: turns }, (_, index) => admit(servers.server(index), toBeginTurn({ budget }))),
  )
  const { spent, reserved } = await readCosts(servers.server(0))
  return {
    granted: states.filter(({ budget }) => budget?.granted).length,
    warnings: states.filter(({ budget }) => budget?.warning === 100).length,
    total: spent + reserved,
  }
}

describe('a budget under attack', () => {
  it('lets one of 200 maximal turns through when one fits, and warns of what is spent, once', async () => {
    await using servers = await openServers()
    const budget = { turn: 1, month: 100, visitorDay: null }
    await servers.query(`insert into spending (month, part, spent)
      values (date_trunc('month', now() at time zone 'UTC')::date, 0, 99)`)
    assert.deepEqual(await attack(servers, 200, budget), { granted: 1, warnings: 0, total: 100 })
    await servers.query('update spending set spent = spent + reserved, reserved = 0')
    assert.deepEqual(await attack(servers, 50, budget), { granted: 0, warnings: 1, total: 100 })
  })

  it('keeps what is left when it is less than one turn', async () => {
    await using servers = await openServers()
    const { granted, total } = await attack(servers, 60, { turn: 1, month: 10.5, visitorDay: null })
    assert.deepEqual([granted, total], [10, 10])
  })

  it('is exact on the way from far away to its end', async () => {
    await using servers = await openServers()
    const month = 300
    const { granted, total } = await attack(servers, month + 100, { turn: 1, month, visitorDay: null })
    assert.deepEqual([granted, total], [month, month])
  })

  it('of one euro outlives 50 turns at once, each dearer than it thought', async () => {
    await using servers = await openServers()
    const budget = { turn: 0.07, month: 1, visitorDay: null }
    let most = 0
    const answer = async (index: number) => {
      const turn = toBeginTurn({ budget, leaseHolder: `holder ${index}` })
      const begun = await admit(servers.server(index), turn)
      if (!begun.budget?.granted) return
      const more = { ...turn, leaseHolder: `holder ${index}`, budget: { ...budget, turn: 0.05 } }
      const { granted } = await reserveMore(servers.server(index + 1), more)
      const { spent, reserved } = await readCosts(servers.server(index + 2))
      most = Math.max(most, spent + reserved)
      await finishTurn(servers.server(index), toFinishTurn(turn, { cost: granted ? 0.12 : 0.07 }))
    }
    for (let round = 0; round < 3; round++)
      await Promise.all(Array.from({ length: 50 }, (_, index) => answer(index)))
    const { spent, reserved } = await readCosts(servers.server(0))
    assert.deepEqual(
      [most <= 1, spent <= 1, spent > 0.93, reserved],
      [true, true, true, 0],
      `${most} ${spent}`,
    )
  })

  it('gets back from killed turns all but one attempt each', async () => {
    await using servers = await openServers()
    const budget = { turn: 0.03, month: 2, visitorDay: 1 }
    for (let index = 0; index < 8; index++)
      await admit(servers.server(index), toBeginTurn({ budget, userId: `visitor ${index}` }))
    await servers.query(`update messages set lease_until = now() - interval '1 second'`)
    const lapsed = async () => Number((await servers.query('select lapse_spending() as lapsed'))[0]?.lapsed)
    const both = await Promise.all([lapsed(), lapsed(), lapsed()])
    assert.equal(
      both.reduce((sum, one) => sum + one),
      8,
      'each once, whoever looks',
    )
    const { spent, reserved } = await readCosts(servers.server(0))
    assert.deepEqual([spent.toFixed(6), reserved], ['0.240000', 0])
    const { budget: state } = await admit(servers.server(0), toBeginTurn({ budget, userId: 'visitor 1' }))
    assert.equal(state?.granted, true)
  })

  it('adds up when turns begin, end and are given up at once, and grants what they give back', async () => {
    await using servers = await openServers()
    const budget = { turn: 1, month: 20, visitorDay: 5 }
    let most = 0
    let refused = 0
    let real = 0
    const answerer = async (index: number) => {
      for (let round = 0; round < 12; round++) {
        const turn = toBeginTurn({ budget, userId: `visitor ${index % 30}` })
        const begun = await beginTurn(servers.server(index), turn)
        if (begun.kind !== 'admitted') throw new Error(begun.kind)
        const { spent, reserved } = await readCosts(servers.server(index + 1))
        most = Math.max(most, spent + reserved)
        if (!begun.budget?.granted) refused++
        const cost = begun.budget?.granted ? ((index * round) % 7) / 100 : 0
        real += cost
        if (round % 5 === 4) await abandonTurn(servers.server(index), { ...turn, charge: cost })
        else await finishTurn(servers.server(index), toFinishTurn(turn, { cost }))
      }
    }
    await Promise.all(Array.from({ length: 60 }, (_, index) => answerer(index)))
    const { spent, reserved } = await readCosts(servers.server(0))
    assert.ok(most <= 20, `never passed: ${most}`)
    assert.ok(refused > 0 && real > 0)
    assert.deepEqual([spent.toFixed(6), reserved], [real.toFixed(6), 0])
    const [sums] = await servers.query(
      'select sum(spent)::float8 as spent, sum(reserved)::float8 as reserved from visitor_spending',
    )
    assert.deepEqual([Number(sums?.spent).toFixed(6), sums?.reserved], [real.toFixed(6), 0])
  })
})
