import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { finishTurn } from '../../operations/finish-turn.ts'
import { listDocuments } from '../../operations/list-documents.ts'
import { putDocument } from '../../operations/put-document.ts'
import {
  admit,
  type ContractDatabase,
  createIds,
  toBeginTurn,
  toChunks,
  toDocument,
  toFinishTurn,
} from './database-under-contract.ts'

/** What operators' own SQL calls and reads since v2. */
export function describeLegacy(given: () => ContractDatabase): void {
  const vector = (component: number) =>
    Array.from({ length: 1536 }, (_, index) => (index === component ? 1 : 0))

  async function putPassage(owner: string, content: string, component: number) {
    const chunks = toChunks(content).map(chunk => ({ ...chunk, embedding: vector(component) }))
    await putDocument(given().database, {
      document: toDocument({ owner, filename: `${content}.md` }),
      chunks,
    })
  }

  describe("operators' SQL of v2", () => {
    it('reads the analytics of a day by agent', async () => {
      const { database, admin } = given()
      const agent = `agent-${createIds().userId}`
      for (const answer of ['douze lettre', 'vingt-quatre lettres ici']) {
        const turn = toBeginTurn()
        await admit(database, turn)
        await finishTurn(database, toFinishTurn(turn, { agent, answer }))
      }
      const rows =
        await admin.query(`select message_count::int, conversation_count::int, avg_message_length::float8
        from agent_analytics where agent = '${agent}' and date > current_date - 2`)
      assert.deepEqual(rows, [{ message_count: 2, conversation_count: 2, avg_message_length: 18 }])
    })

    it('asks for the rate limit of a conversation', async () => {
      const { database, admin } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      const rows = await admin.query(
        `select allowed, remaining::int from check_rate_limit(p_conversation_id => '${turn.conversationId}', p_max_messages => 2, p_window_seconds => 60)`,
      )
      assert.deepEqual(rows, [{ allowed: true, remaining: 1 }])
    })

    it("finds an agent's own and the shared passages by vector, nearest first, never another agent's", async () => {
      const { admin } = given()
      await putPassage('audrey', 'legacy-audrey', 700)
      await putPassage('carole', 'legacy-carole', 700)
      await putPassage('shared', 'legacy-shared', 700)
      await putPassage('audrey', 'legacy-far', 701)
      for (const agent of ['audrey', 'carole']) {
        const rows = await admin.query(
          `select content, round(similarity::numeric, 3)::float8 as similarity, filename, agent_owner
           from match_documents_${agent}('${JSON.stringify(vector(700))}'::vector, 0.5, 20) where content like 'legacy-%' order by content`,
        )
        assert.deepEqual(
          rows,
          [agent, 'shared'].map(owner => ({
            content: `legacy-${owner}`,
            similarity: 1,
            filename: `legacy-${owner}.md`,
            agent_owner: owner,
          })),
        )
      }
    })

    it('gives documents to an agent by keyword', async () => {
      const { database, admin } = given()
      const owner = `persona-${createIds().userId}`
      const keyword = createIds().messageId
      const input = {
        document: toDocument({ title: `Le ${keyword.toUpperCase()} facile` }),
        chunks: toChunks('un'),
      }
      const { id } = await putDocument(database, input)
      const [row] = await admin.query(
        `select tag_documents_by_keywords('${owner}', array['nothing-has-this', '${keyword}'])::int as changed`,
      )
      assert.deepEqual(row, { changed: 1 })
      assert.deepEqual(
        (await listDocuments(database, { owner })).map(document => document.id),
        [id],
      )
    })
  })
}
