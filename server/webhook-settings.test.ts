import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Config, parseConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { toSecret } from './webhooks/sign-webhook.ts'

const secret = toSecret(new Uint8Array(24).fill(7))

function read(env: Record<string, string>): Config['webhooks'] {
  return parseConfig({ WEBHOOK_SECRET: secret, ...env }).webhooks
}

function problemsOf(env: Record<string, string>): string[] {
  try {
    read(env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
}

describe('webhooks in the configuration', () => {
  it('are off without an address', () => {
    const { endpoints, keys } = parseConfig({}).webhooks
    assert.deepEqual([endpoints, keys], [[], []])
  })

  it('may be on the internet by https, and on a network of one’s own by http', () => {
    const isPrivate = (url: string, hosts = '') =>
      read({ WEBHOOK_URL: url, WEBHOOK_PRIVATE_HOSTS: hosts }).endpoints.map(each => each.mayBePrivate)
    assert.deepEqual(isPrivate('https://n8n.example.fr/webhook/x'), [false])
    assert.deepEqual(isPrivate('https://n8n.example.fr/webhook/x', 'N8N.example.fr'), [true])
    for (const url of [
      'http://n8n:5678/webhook/x',
      'http://localhost:5678/',
      'http://127.0.0.1:5678/',
      'http://[::1]:5678/',
      'http://10.1.2.3/',
      'http://n8n.internal/',
      'http://host.docker.internal:5678/',
      'https://192.168.1.5/',
    ])
      assert.deepEqual(isPrivate(url), [true], url)
    assert.deepEqual(isPrivate('http://n8n.example.fr/', 'n8n.example.fr'), [true])
  })

  it('are refused where they lead to clear text on the internet, or to nobody’s address', () => {
    for (const [url, reason] of [
      ['http://n8n.example.fr/webhook/x', /en clair vers Internet/],
      ['http://n8n.example.fr./webhook/x', /en clair vers Internet/],
      ['http://93.184.216.34/', /en clair vers Internet/],
      ['https://user:secret-word@n8n.example.fr/', /ni utilisateur ni mot de passe/],
      ['ftp://n8n/', /doit commencer par https/],
      ['n8n:5678', /doit commencer par https/],
      ['http://169.254.169.254/latest/', /adresse réservée/],
      ['http://[::ffff:a9fe:a9fe]/', /adresse réservée/],
      ['http://0.0.0.0:5678/', /adresse réservée/],
      ['http://metadata.google.internal/', /adresse réservée/],
      ['http://[fd00:ec2::254]/', /adresse réservée/],
      ['http://100.100.100.200/latest/', /adresse réservée/],
      ['https://168.63.129.16/', /adresse réservée/],
    ] as const) {
      const problems = problemsOf({ WEBHOOK_URL: url })
      assert.equal(problems.length, 1, url)
      assert.match(problems[0] ?? '', reason, url)
      assert.doesNotMatch(problems[0] ?? '', /secret-word|n8n\.example/, 'an address may hold a secret')
    }
  })

  it('are on the ports of the web, or on a network of one’s own on any that no system service has', () => {
    const refused = (url: string, hosts = '') =>
      problemsOf({ WEBHOOK_URL: url, WEBHOOK_PRIVATE_HOSTS: hosts }).some(problem => /port/.test(problem))
    for (const url of [
      'https://a.example/',
      'https://a.example:443/',
      'http://n8n/',
      'http://n8n:1024/',
      'http://10.1.2.3:5678/',
    ])
      assert.equal(refused(url), false, url)
    for (const url of [
      'https://a.example:25/',
      'https://a.example:80/',
      'https://a.example:8443/',
      'https://93.184.216.34:6379/',
      'http://n8n:22/',
      'http://n8n:1023/',
      'http://10.1.2.3:25/',
    ])
      assert.equal(refused(url), true, url)
    assert.equal(refused('https://a.example:8443/', 'a.example'), false)
    assert.equal(refused('https://a.example:25/', 'a.example'), true)
  })

  it('need a secret, and one of the right length', () => {
    assert.deepEqual(problemsOf({ WEBHOOK_URL: 'https://a.example/', WEBHOOK_SECRET: '' }), [
      'WEBHOOK_SECRET manque : rien ne part sans signature. npm run webhooks -- secret en fait un',
    ])
    for (const wrong of ['short', 'whsec_c2hvcnQ=', `${secret},${secret},${secret}`])
      assert.match(
        problemsOf({ WEBHOOK_SECRET: wrong })[0] ?? '',
        /^WEBHOOK_SECRET doit être un secret whsec_/,
      )
    assert.equal(read({ WEBHOOK_SECRET: `${secret}, ${secret}` }).keys.length, 2)
  })

  it('tell of what was chosen, and of all but every answer where nothing was', () => {
    assert.deepEqual(read({}).events, [
      'conversation.escalated',
      'conversation.loop_detected',
      'budget.reached',
    ])
    assert.deepEqual(read({ WEBHOOK_EVENTS: 'budget.reached,turn.finished' }).events, [
      'turn.finished',
      'budget.reached',
    ])
    assert.match(problemsOf({ WEBHOOK_EVENTS: 'turn.begun' })[0] ?? '', /^WEBHOOK_EVENTS doit lister/)
  })

  it('go to five addresses at most, each once, known by a hash', () => {
    const urls = Array.from({ length: 6 }, (_, index) => `https://a.example/${index}`)
    assert.equal(read({ WEBHOOK_URL: urls.slice(0, 5).join(',') }).endpoints.length, 5)
    assert.match(problemsOf({ WEBHOOK_URL: urls.join(',') })[0] ?? '', /5 adresses au plus/)
    assert.match(problemsOf({ WEBHOOK_URL: `${urls[0]},${urls[0]}` })[0] ?? '', /deux fois la même adresse/)
    const [one, two] = read({ WEBHOOK_URL: `${urls[0]},${urls[1]}` }).endpoints
    assert.match(one?.id ?? '', /^[0-9a-f]{12}$/)
    assert.notEqual(one?.id, two?.id)
  })
})
