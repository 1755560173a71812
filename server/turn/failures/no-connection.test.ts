import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, describe, it } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { assertTurn, fellBack, triedAgain } from '../../testing/expect-row.ts'
import { openRowTurns } from '../../testing/open-row-turns.ts'
import { createSelfSignedCertificate } from '../../testing/self-signed-certificate.ts'

const rows = await openRowTurns()
after(rows.close)
const good = await rows.ask()

describe('row 38, a turn without a connection to its models', () => {
  it('refused: tried again like a server that is overloaded, then the documents are quoted', async () => {
    const away = await openRowTurns({ openrouter: { apiKey: 'k', baseUrl: await nobody() } })
    const turn = await away.ask()
    await away.close()
    // Nobody is there to be called: the warnings tell of the calls.
    const { asked: _, ...expected } = triedAgain('unreachable').always
    assertTurn(turn, { ...expected, asked: '' }, good)
  })

  it('refused, the embedder and the reranker too: each is asked once, at once', async () => {
    const gone = { apiKey: 'k', baseUrl: await nobody() }
    const away = await openRowTurns({ openai: gone, cohere: gone })
    const turn = await away.ask()
    await away.close()
    assert.deepEqual(turn.warnings, [
      'WARNING embed text-embedding-3-small unreachable → lexical',
      'WARNING rerank rerank-multilingual-v3.0 unreachable → fused_order',
    ])
    assert.deepEqual([turn.stored.steps.answered_by, turn.asked, turn.milliseconds], ['model', ['first'], 0])
  })

  it('a certificate that nobody vouches for: each model is asked once, and the operator is told', async () => {
    let connections = 0
    const server = createTlsServer(createSelfSignedCertificate()).listen(0, '127.0.0.1')
    server.on('connection', () => connections++)
    server.on('tlsClientError', () => {})
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const doubtful = await openRowTurns({
      openrouter: { apiKey: 'k', baseUrl: `https://127.0.0.1:${port}/api/v1` },
    })
    const turn = await doubtful.ask()
    const next = await doubtful.ask({ again: true })
    await doubtful.close()
    server.close()
    const expected = fellBack('certificate', { alert: /certificat/ }).always
    assertTurn(turn, { ...expected, asked: '' }, good)
    assert.equal(connections, 2)
    assert.deepEqual([next.milliseconds, next.alerts], [0, []])
    assert.deepEqual(next.warnings, [
      'WARNING answer first breaker_open → second',
      'WARNING answer second breaker_open → extractive',
    ])
  })
})

/** An address where nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}/v1`
}
