import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReadingDatabase } from './reading-database.ts'

test('searches go through, a turn stays in memory, and nothing that changes anything is let through', async () => {
  const calls: string[] = []
  const found: unknown[] = []
  const database = createReadingDatabase(
    {
      call: async name => {
        calls.push(name)
        return { passages: [] }
      },
      close: async () => undefined,
    },
    result => found.push(result),
  )
  await database.call('begin_turn', { p_message_id: 'm' })
  await database.call('search_knowledge', {})
  await database.call('list_documents', {})
  await database.call('finish_turn', { p_answer: 'Oui' })
  for (const name of ['put_document', 'delete_document', 'erase_visitor', 'renew_turns'])
    await assert.rejects(database.call(name, {}), /is not for reading/)
  assert.deepEqual(calls, ['search_knowledge', 'list_documents'])
  assert.equal(found.length, 1)
})
