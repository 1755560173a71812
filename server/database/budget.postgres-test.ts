// Budgets attacked through several servers' connections at once, on a real Postgres: R5 of the threats, that a cap is
// never passed by more than one maximal turn.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { abandonTurn } from '../operations/abandon-turn.ts'
import { beginTurn, type TurnBudget } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import { readCosts } from '../operations/read-costs.ts'
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
  it('lets one of 200 maximal turns through when one fits, and warns once', async () => {
    await using servers = await openServers()
    const budget = { turn: 1, month: 100, visitorDay: null }
    await servers.query(`insert into spending (month, part, spent)
      values (date_trunc('month', now() at time zone 'UTC')::date, 0, 99)`)
    assert.deepEqual(await attack(servers, 200, budget), { granted: 1, warnings: 1, total: 100 })
  })

  it('passes by less than one turn when what is left is less than one', async () => {
    await using servers = await openServers()
    const { granted, total } = await attack(servers, 60, { turn: 1, month: 10.5, visitorDay: null })
    assert.deepEqual([granted, total], [11, 11])
  })

  it('is exact on the way from far away, where turns go side by side, to its end', async () => {
    await using servers = await openServers()
    const [row] = await servers.query('show max_connections')
    const month = 2 * Number(row?.max_connections) + 100
    const { granted, total } = await attack(servers, month + 100, { turn: 1, month, visitorDay: null })
    assert.deepEqual([granted, total], [month, month])
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
    assert.ok(most <= 21, `never passed by more than one turn: ${most}`)
    assert.ok(refused > 0 && real > 0)
    assert.deepEqual([spent.toFixed(6), reserved], [real.toFixed(6), 0])
    const [sums] = await servers.query(
      'select sum(spent)::float8 as spent, sum(reserved)::float8 as reserved from visitor_spending',
    )
    assert.deepEqual([Number(sums?.spent).toFixed(6), sums?.reserved], [real.toFixed(6), 0])
  })
})
