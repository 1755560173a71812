import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toProviderHealth } from './provider-health.ts'

const all = { openrouter: true, openai: true, cohere: true }
const well = { configured: all, badKeys: [], answering: ['first', 'second'], openModels: [], openSteps: [] }

describe('the health of providers', () => {
  it('is false and not degraded where nothing is configured', () => {
    const none = { openrouter: false, openai: false, cohere: false }
    assert.deepEqual(toProviderHealth({ ...well, configured: none }), { degraded: false, ...none })
  })

  it('is true where all is configured and may be called', () => {
    assert.deepEqual(toProviderHealth(well), { degraded: false, ...all })
  })

  it('is degraded when one model may not be called, and false when none may', () => {
    assert.deepEqual(toProviderHealth({ ...well, openModels: ['first'] }), { degraded: true, ...all })
    assert.deepEqual(toProviderHealth({ ...well, openModels: ['first', 'second'] }), {
      ...all,
      degraded: true,
      openrouter: false,
    })
  })

  it('is false for a key that is refused, and for a step that is left out', () => {
    assert.deepEqual(
      toProviderHealth({ ...well, badKeys: ['openrouter'], openSteps: ['embed a', 'reranker'] }),
      {
        degraded: true,
        openrouter: false,
        openai: false,
        cohere: false,
      },
    )
  })
})
