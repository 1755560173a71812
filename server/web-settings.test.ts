import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseConfig } from './config.ts'
import { ConfigError } from './config-error.ts'

describe('the settings of reading the web', () => {
  it('are a reading a day, a second between two requests, and nothing of one’s own network', () => {
    assert.deepEqual(parseConfig({}).web, {
      refreshHours: 24,
      removeGone: false,
      delaySeconds: 1,
      privateHosts: [],
    })
  })

  it('are taken as they are given', () => {
    const env = {
      WEB_REFRESH_HOURS: '0',
      WEB_REMOVE_GONE: 'true',
      WEB_DELAY_SECONDS: '0.5',
      WEB_PRIVATE_HOSTS: 'intranet.exemple.fr, wiki.local:8080',
    }
    assert.deepEqual(parseConfig(env).web, {
      refreshHours: 0,
      removeGone: true,
      delaySeconds: 0.5,
      privateHosts: ['intranet.exemple.fr', 'wiki.local:8080'],
    })
    assert.equal(parseConfig({ WEB_REFRESH_HOURS: '8760', WEB_DELAY_SECONDS: '60' }).web.delaySeconds, 60)
  })

  for (const [name, value] of [
    ['WEB_REFRESH_HOURS', '8761'],
    ['WEB_REFRESH_HOURS', '-1'],
    ['WEB_REMOVE_GONE', 'oui'],
    ['WEB_DELAY_SECONDS', '61'],
    ['WEB_PRIVATE_HOSTS', 'https://intranet.exemple.fr'],
  ] as const)
    it(`refuse ${name}=${value}, by name`, () => {
      assert.throws(
        () => parseConfig({ [name]: value }),
        (error: unknown) =>
          error instanceof ConfigError &&
          error.problems.length === 1 &&
          error.problems[0]?.startsWith(name) === true,
      )
    })
})
