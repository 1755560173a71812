import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toHealthUrl } from './check-health.ts'

const urlOf = (args: string[], env: Record<string, string> = {}) => toHealthUrl(args, env)?.href

describe('the health check of the image', () => {
  for (const [what, env, url] of [
    ['port 8000 without any variable', {}, 'http://localhost:8000/health'],
    ['API_PORT', { API_PORT: '9000' }, 'http://localhost:9000/health'],
    [
      'PORT, which a platform gives, before API_PORT',
      { PORT: '80', API_PORT: '9' },
      'http://localhost/health',
    ],
    [
      'API_PORT when PORT is empty, as in .env.example',
      { PORT: '', API_PORT: '9000' },
      'http://localhost:9000/health',
    ],
    ['the one address that is listened on', { API_HOST: '10.0.0.7' }, 'http://10.0.0.7:8000/health'],
    ['a version 6 address', { API_HOST: 'fd00::1' }, 'http://[fd00::1]:8000/health'],
    ['every version 6 address', { API_HOST: '::' }, 'http://localhost:8000/health'],
  ] as const) {
    it(`asks where the server listens: ${what}`, () => assert.equal(urlOf([], env), url))
  }

  it('asks the address that curl is given, whatever is configured', () => {
    for (const flags of [[], ['-f'], ['-fsS'], ['--fail', '--silent', '--show-error']])
      assert.equal(
        urlOf([...flags, 'http://localhost:8000/health'], { PORT: '9000' }),
        'http://localhost:8000/health',
      )
    assert.equal(urlOf(['-f', 'http://[::1]:80/health']), 'http://[::1]/health')
  })

  it('is no curl for anything else', () => {
    for (const args of [
      ['https://example.org'],
      ['http://example.org/health'],
      ['http://localhost.example.org/'],
      ['https://localhost:8000/health'],
      ['-o', 'file', 'http://localhost:8000/health'],
      ['-X', 'POST', 'http://localhost:8000/api/chat'],
      ['localhost:8000/health'],
      ['--version'],
    ])
      assert.equal(urlOf(args), undefined, args.join(' '))
  })
})
