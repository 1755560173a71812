import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsingVerdict, wordErrorRate } from './parsing-verdict.ts'

const read = (text: string, warnings: string[] = []) => ({ kind: 'read' as const, text, warnings })
const refused = (reason: string) => ({ kind: 'refused' as const, reason })
const verdict = (
  outcome: Parameters<typeof parsingVerdict>[0],
  expect: string,
  mustContain: string[] = [],
  reference = '',
) => parsingVerdict(outcome, { expect, mustContain, reference })

describe('comparing what a file gave with what it must', () => {
  it('counts words changed, added and left out', () => {
    assert.equal(wordErrorRate('un deux trois quatre', 'un DEUX trois, quatre'), 0)
    assert.equal(wordErrorRate('un deux trois quatre', 'un dix trois'), 0.5)
    assert.equal(wordErrorRate('un deux', 'un et deux'), 0.5)
  })

  it('wants every string, white space and ligatures folded', () => {
    assert.equal(verdict(read('la  ﬁn\nici'), 'text', ['la fin ici']).asExpected, true)
    assert.deepEqual(verdict(read('la fin'), 'text', ['la fin', 'ici']), {
      asExpected: false,
      found: 1,
      wordError: null,
    })
    assert.equal(verdict(refused('empty'), 'text').asExpected, false)
  })

  it('wants the right refusal, and takes a wrong one for a failure', () => {
    assert.equal(verdict(refused('encrypted'), 'reject-password').asExpected, true)
    assert.equal(verdict(refused('corrupt'), 'reject-password').asExpected, false)
    assert.equal(verdict(read('x'), 'reject-corrupt').asExpected, false)
    assert.equal(verdict(refused('empty'), 'empty').asExpected, true)
    assert.equal(verdict(refused('empty'), 'text-or-reject').asExpected, true)
    assert.equal(
      verdict(read('x', ['40 % of the text looks like noise']), 'empty-or-garbage').asExpected,
      true,
    )
    assert.equal(verdict(read('x'), 'empty-or-garbage').asExpected, false)
  })

  it('judges a recognised page by its words', () => {
    assert.equal(verdict(read('un deux trois'), 'ocr', [], 'un deux trois').asExpected, true)
    assert.equal(verdict(read('rien de cela'), 'ocr', [], 'un deux trois').asExpected, false)
    assert.equal(verdict(refused('scanned'), 'ocr').asExpected, false)
    assert.equal(verdict(read('quelque chose'), 'ocr').asExpected, true)
    assert.equal(verdict(read(' \n'), 'ocr').asExpected, false)
  })

  it('takes text out of what has none for a failure, and lets a bounded file give what it gives', () => {
    const outcomes = [refused('corrupt'), read(' \n'), read('x')]
    const of = (expect: string) => outcomes.map(outcome => verdict(outcome, expect).asExpected)
    assert.deepEqual(of('reject-or-empty'), [true, true, false])
    assert.deepEqual(of('reject-or-bounded'), [true, true, true])
    assert.deepEqual(of('reject-or-else'), [false, false, false])
  })
})
