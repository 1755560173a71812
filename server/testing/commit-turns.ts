// A process to be killed: `node commit-turns.ts <folder>` stores turns, 8 at a time, for ever. Prints "ready" when
// the database is open, then one line for each turn that was acknowledged.
import { randomUUID } from 'node:crypto'
import { openDatabase } from '../database/open-database.ts'
import { beginTurn } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'

const [, , dataDir = ''] = process.argv
const { database } = await openDatabase({ driver: 'embedded', dataDir })
process.stdout.write('ready\n')

async function commitForEver(): Promise<never> {
  for (;;) {
    const ids = { conversationId: randomUUID(), messageId: randomUUID() }
    const limits = { maxMessages: 10, windowSeconds: 60, historyLimit: 10, leaseSeconds: 60 }
    await beginTurn(database, { ...ids, ...limits, userId: 'user', content: `question ${ids.messageId}` })
    await finishTurn(database, {
      ...ids,
      answer: `answer ${ids.messageId} ${'x'.repeat(2000)}`,
      agent: 'audrey',
      confidence: 1,
      reasoning: '',
      sources: [],
      status: 'complete',
      model: null,
      promptTokens: null,
      completionTokens: null,
      cost: null,
      latencyMs: 1,
      steps: [],
    })
    process.stdout.write(`${ids.messageId}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, commitForEver))
