import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Service {
  build?: string
  image: string
  container_name?: string
  profiles?: string[]
  restart: string
  ports?: string[]
  volumes?: string[]
  env_file?: unknown
  environment?: Record<string, string>
  healthcheck?: { test: string[] }
  stop_grace_period?: string
  logging: { driver: string; options: Record<string, string> }
  read_only?: boolean
  cap_drop?: string[]
  security_opt: string[]
}
const text = read('docker-compose.yml')
const file = parse(text, { merge: true }) as {
  services: Record<'chatbot-v2' | 'postgres' | 'backup' | 'proxy' | 'n8n', Service>
  volumes: Record<string, null>
}
const services = Object.entries(file.services)
const ours = file.services['chatbot-v2']

describe('docker-compose.yml', () => {
  it('starts ours alone until a profile is asked for', () => {
    assert.deepEqual(Object.fromEntries(services.map(([name, { profiles }]) => [name, profiles])), {
      'chatbot-v2': undefined,
      postgres: ['postgres'],
      backup: ['postgres', 'backup'],
      proxy: ['proxy'],
      n8n: ['n8n'],
    })
  })

  it('names no container, so that two of a service can run; restarts all, and keeps three logs of 10 MB each', () => {
    for (const [name, service] of services) {
      assert.equal(service.container_name, undefined, name)
      assert.equal(service.restart, 'unless-stopped', name)
      assert.deepEqual(
        service.logging,
        { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
        name,
      )
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
    }
  })

  it('gives ours nothing to write but its data, and no right of root’s', () => {
    for (const service of [ours, file.services.backup, file.services.proxy]) {
      assert.equal(service.read_only, true)
      assert.deepEqual(service.cap_drop, ['ALL'])
    }
  })

  it('pins what others made to one version', () => {
    for (const [name, { image }] of services)
      if (image !== 'chatbot-v2') assert.match(image, /^[a-z0-9.]+\/[\w/-]+:\d+\.\d+\.\d+[\w.-]*$/, name)
    assert.match(read('Dockerfile'), /^FROM docker\.io\/library\/node:24\.\d+\.\d+-\w+-slim AS base$/m)
  })

  it('waits longer at a stop than the longest turn', () => {
    const main = read('server/stop-running.ts')
    const number = (name: string) =>
      Number(new RegExp(`${name} = ([\\d_]+)`).exec(main)?.[1]?.replaceAll('_', ''))
    const longest = number('graceMilliseconds') + number('drainMilliseconds') + number('closeMilliseconds')
    assert.ok(longest > 30_000)
    for (const service of [ours, file.services.proxy])
      assert.ok(Number.parseInt(service.stop_grace_period ?? '', 10) * 1000 > longest)
  })

  it('shows only ours, to this machine only, and the proxy to everybody', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own syntax
    assert.deepEqual(ours.ports, ['${PUBLISH:-127.0.0.1:8000}:8000'])
    assert.equal(file.services.postgres.ports, undefined)
    assert.deepEqual(file.services.n8n.ports, ['127.0.0.1:5678:5678'])
    assert.match(read('deploy/docker/Caddyfile'), /reverse_proxy chatbot-v2:8000 /)
    // The proxy leads nowhere else: n8n says an address of its own.
    assert.doesNotMatch(file.services.n8n.environment?.WEBHOOK_URL ?? '', /DOMAIN/)
  })

  it('keeps the passwords of the database from what faces the network', () => {
    assert.equal(ours.environment?.POSTGRES_PASSWORD, '')
    assert.equal(ours.environment?.DATABASE_PASSWORD, '')
  })

  it('gives the backup what it needs of .env, and no key', () => {
    const { env_file, environment = {} } = file.services.backup
    assert.equal(env_file, undefined)
    assert.deepEqual(Object.keys(environment), ['DATABASE_URL', 'BACKUP_HOUR', 'BACKUP_KEEP', 'TZ'])
  })

  it('makes no container again because of what .env says to compose alone, as the port that update.sh writes', () => {
    const composes = ['PUBLISH', 'COMPOSE_PROFILES', 'DOMAIN', 'N8N_WEBHOOK_URL']
    for (const name of composes) assert.match(text, new RegExp(`^#.*\\b${name}=`, 'm'))
    for (const name of [...composes, 'BACKUP_HOUR', 'BACKUP_KEEP'])
      assert.equal(ours.environment?.[name], '', name)
  })

  it('explains each variable that it reads, and has each file and volume that it mounts', () => {
    const [head = ''] = text.split('\nname:')
    for (const [, name] of text.matchAll(/\$\{(\w+)/g)) assert.match(head, new RegExp(`^#.*\\b${name}=`, 'm'))
    for (const [, { volumes = [] }] of services)
      for (const mount of volumes) {
        const [source = ''] = mount.split(':')
        assert.ok(source.startsWith('./') ? existsSync(join(root, source)) : source in file.volumes, mount)
      }
    for (const { healthcheck } of Object.values(file.services))
      for (const word of healthcheck?.test ?? [])
        if (word.endsWith('.ts')) assert.ok(existsSync(join(root, word)), word)
  })
})
