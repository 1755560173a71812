import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toKeyProblem } from './key-problem.ts'
import { ProviderError, type ProviderFailure } from './ports/provider-error.ts'
import { vendorUrls } from './providers/vendors.ts'

const settings = { apiKey: 'sk-or-v1-canari', baseUrl: vendorUrls.openrouter }
const own = { apiKey: undefined, baseUrl: 'http://127.0.0.1:11434/v1' }
const failed = (failure: ProviderFailure, status?: number) => ({
  vendor: 'openrouter' as const,
  error: new ProviderError(failure, { provider: 'openrouter', status }),
})
const lineOf = (failure: ProviderFailure, status?: number) =>
  toKeyProblem(failed(failure, status), settings)?.line ?? ''

describe('what a start says of a key', () => {
  it('is a French line that names the variable, and tells refused from out of credit from unreachable', () => {
    assert.match(lineOf('unauthorized', 401), /^OPENROUTER_API_KEY est refusée \(openrouter\.ai, 401\)/)
    assert.match(lineOf('unauthorized', 403), /^OPENROUTER_API_KEY est refusée \(openrouter\.ai, 403\)/)
    assert.match(
      lineOf('quota_exhausted', 402),
      /^OPENROUTER_API_KEY n’a plus de crédit \(openrouter\.ai, 402\)/,
    )
    assert.match(lineOf('quota_exhausted'), /n’a plus de crédit \(openrouter\.ai\)/)
    for (const failure of ['unreachable', 'timeout', 'certificate'] as const)
      assert.match(lineOf(failure), /^OPENROUTER_API_KEY n’a pas pu être vérifiée : .*OPENROUTER_BASE_URL/)
    for (const failure of ['unauthorized', 'quota_exhausted', 'unreachable', 'timeout'] as const) {
      assert.match(lineOf(failure), /D’ici là, les réponses citent tes documents\.$/)
      assert.ok(!lineOf(failure).includes('canari') && !lineOf(failure).includes('\n'))
    }
  })

  it('names the address of a server of one’s own that needs no key, and the key where it needs one', () => {
    assert.match(
      toKeyProblem(failed('unreachable'), own)?.line ?? '',
      /^OPENROUTER_BASE_URL ne répond pas : 127\.0\.0\.1:11434 est injoignable/,
    )
    assert.match(toKeyProblem(failed('unauthorized', 401), own)?.line ?? '', /^OPENROUTER_API_KEY manque/)
  })

  it('names what each vendor is for', () => {
    const lines = (['openai', 'cohere'] as const).map(
      vendor => toKeyProblem({ ...failed('unauthorized', 401), vendor }, settings)?.line ?? '',
    )
    assert.match(lines[0] ?? '', /^OPENAI_API_KEY .* la recherche va par les mots/)
    assert.match(lines[1] ?? '', /^COHERE_API_KEY .* l’ordre de la recherche/)
  })

  it('says so when nothing could be sent at all', () => {
    assert.match(lineOf('rejected'), /^OPENROUTER_API_KEY n’a pas pu être vérifiée : rien n’a pu être envoyé/)
    assert.equal(toKeyProblem(failed('rejected', 400), settings), null)
  })

  it('is nothing when all is well, or a server has no such address', () => {
    assert.equal(toKeyProblem({ vendor: 'openai' }, settings), null)
    for (const failure of ['model_unavailable', 'malformed', 'overloaded', 'rate_limited'] as const)
      assert.equal(toKeyProblem(failed(failure, 404), settings), null)
  })
})
