import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fastCheck from 'fast-check'
import { MessageText, maxMessageLength } from '../../../contract/message-text.ts'
import { checkMessage, messageLength, messageLimit } from './message-length.ts'

describe('the length of a message', () => {
  it('is counted in code points, blanks around it left out', () => {
    assert.equal(messageLength('  👩 é \n'), 3)
    assert.equal(messageLimit, maxMessageLength)
    assert.equal(checkMessage('👩'.repeat(2000)), null)
    assert.equal(checkMessage('👩'.repeat(2001)), 'too_long')
  })

  it('is nothing where there is nothing to see', () => {
    for (const text of ['', ' \n\t', '\u200B\u2060', '\u{E0041}', '\u2800'])
      assert.equal(checkMessage(text), 'empty', JSON.stringify(text))
  })

  it('lets through only what the server takes, and no less', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.string({ unit: 'binary' }), text => {
        assert.equal(checkMessage(text) === null, MessageText.safeParse(text).success)
      }),
      { numRuns: 1000 },
    )
  })
})
