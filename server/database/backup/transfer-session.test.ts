import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openEmptySession } from '../../testing/open-empty-session.ts'
import { inSnapshot } from './transfer-session.ts'

describe('a snapshot', () => {
  it('that fails ends its transaction', async () => {
    const session = await openEmptySession()
    await assert.rejects(
      inSnapshot(session, () => session.query('select 1/0')),
      /division/,
    )
    await session.query('create table t ()')
    await session.close()
  })
})
