import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { parseConfig } from '../../server/config.ts'
import { createHttpPool } from '../../server/providers/http/http-pool.ts'
import { checkModels } from './check-models.ts'

describe('the models that are named', () => {
  let body: unknown
  let baseUrl: string
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  const pool = createHttpPool()
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
  })
  after(() => {
    pool.close()
    server.close()
  })

  const look = async (ids: string[], env: Record<string, string> = {}) => {
    body = { data: ids.map(id => ({ id })) }
    const models = {
      AUDREY_MODEL: 'a/one',
      CAROLE_MODEL: 'a/two:free',
      FALLBACK_MODEL: 'b/spare',
      ORCHESTRATOR_MODEL: 'c/small',
    }
    const config = parseConfig({ OPENROUTER_API_KEY: 'key', OPENROUTER_BASE_URL: baseUrl, ...models, ...env })
    return (await checkModels(config, pool))[0]
  }

  it('are known, by their own name or as a variant', async () => {
    assert.equal((await look(['a/one', 'a/two', 'b/spare', 'c/small', 'd/more']))?.state, 'ok')
  })

  it('are named with their variables when they are not', async () => {
    const finding = await look(['a/one', 'a/two', 'c/small'])
    assert.equal(finding?.state, 'warning')
    assert.match(finding?.text ?? '', /: FALLBACK_MODEL=b\/spare$/)
    assert.equal((await look(['other/model']))?.state, 'error')
  })

  it('are not judged where there is no list, or nobody', async () => {
    assert.equal(await look([]), undefined)
    body = 'hello'
    assert.equal(await look([], { OPENROUTER_BASE_URL: 'http://127.0.0.1:1/api/v1' }), undefined)
  })
})
