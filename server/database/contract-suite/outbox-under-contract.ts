import { randomUUID } from 'node:crypto'
import { finishTurn } from '../../operations/finish-turn.ts'
import { leaseDeliveries } from '../../operations/lease-deliveries.ts'
import { listDeliveries } from '../../operations/list-deliveries.ts'
import type { QueuedEvent } from '../../operations/queued-event.ts'
import { admit, type ContractDatabase, toBeginTurn, toFinishTurn } from './database-under-contract.ts'

/** An address that no other test has. */
export function toEndpoint(): string {
  return randomUUID().replaceAll('-', '').slice(0, 12)
}

export function toEvent(endpoints: string[], data = {}): QueuedEvent {
  return { id: `evt_${randomUUID()}`, type: 'turn.finished', endpoints, data: { agent: 'audrey', ...data } }
}

/** What the tests of the outbox do with it. */
export function createOutbox(given: () => ContractDatabase) {
  return {
    /** Stores a turn that tells these. */
    async queue(events: QueuedEvent[]) {
      const turn = toBeginTurn()
      await admit(given().database, turn)
      await finishTurn(given().database, toFinishTurn(turn, { events }))
      return turn
    },
    lease: (endpoint: string, limit = 10, leaseSeconds = 60) =>
      leaseDeliveries(given().database, { endpoints: [endpoint], limit, leaseSeconds }),
    change: (id: string, set: string) =>
      given().admin.query(`update webhook_deliveries set ${set} where id = '${id}'`),
    find: async (id: string) =>
      (await listDeliveries(given().database, { limit: 1000 })).deliveries.find(each => each.id === id),
  }
}
