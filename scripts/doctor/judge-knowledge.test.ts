import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ListedDocument } from '../../server/operations/list-documents.ts'
import type { ListedPair } from '../../server/operations/list-pairs.ts'
import { judgeDays, judgePairs } from './check-knowledge.ts'

const document = (title: string, counts: boolean) => ({ id: title, title, counts }) as ListedDocument
const pair = (question: string, answer: string, counts = true) =>
  ({ owner: 'shared', questions: [question], answer, counts }) as ListedPair

describe('the doctor', () => {
  it('names the documents that do not answer today', () => {
    assert.deepEqual(judgeDays([document('Offre', true)]), [])
    const [one] = judgeDays([document('Offre', true), document('Soldes', false)])
    assert.equal(one?.state, 'warning')
    assert.equal(one?.text, '1 document ne répond pas aujourd’hui, périmé ou pas encore valable : « Soldes »')
    const [many] = judgeDays(['A', 'B', 'C', 'D'].map(title => document(title, false)))
    assert.match(many?.text ?? '', /^4 documents ne répondent pas .* : « A », « B », « C »…$/)
  })

  it('counts the contradictions between pairs that answer today', () => {
    assert.deepEqual(judgePairs([]), [])
    const [price, other] = [pair('Quel prix ?', '30 €'), pair('Le prix ?', '40 €')]
    assert.equal(judgePairs([price])[0]?.state, 'ok')
    const [found] = judgePairs([price, other])
    assert.deepEqual([found?.state, found?.todo], ['warning', 'npm run pairs -- check'])
    assert.match(found?.text ?? '', /^1 contradiction entre/)
    assert.equal(judgePairs([price, pair('Le prix ?', '40 €', false)])[0]?.state, 'ok')
  })
})
