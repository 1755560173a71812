import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import type { z } from 'zod'
import { parseConfig } from '../server/config.ts'
import { Environment } from '../server/environment.ts'
import { createOpenApiPaths } from '../server/http/openapi-paths.ts'
import { FlyTables, RailwayFile, RenderFile } from './testing/platform-schemas.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const variables = Object.keys(Environment.shape)
/** What no file in a repository may hold; each platform's file says where it is asked for. */
const secrets = variables.filter(name => /(_KEY|_TOKEN|_SECRET|_PASSWORD|^DATABASE_URL)$/.test(name))
/** Seconds: WORKERS are given 36 to end, one process 34. */
const longestStop = 38

/** The part of TOML that fly.toml uses: tables, arrays of tables, and JSON-like values. */
function parseToml(text: string): Record<string, Record<string, unknown>> {
  const tables: Record<string, Record<string, unknown>> = { '': {} }
  let table = ''
  for (const line of text.split('\n').map(line => line.trim())) {
    const head = /^\[{1,2}([\w.]+)\]{1,2}$/.exec(line)?.[1]
    const [, name = '', value = ''] = /^(\w+) = (.*)$/.exec(line) ?? []
    if (head !== undefined) table = head
    else if (name !== '') tables[table] = { ...tables[table], [name]: JSON.parse(value) }
    else assert.match(line, /^(#.*)?$/, line)
  }
  return tables
}

/** Where a schema refuses a file, as `services.0.plan`; a member that it doesn't know, under its own name. */
function refusals(schema: z.ZodType, file: unknown): string[] {
  const { error } = schema.safeParse(file)
  return (error?.issues ?? []).flatMap(issue => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys.map(key => [key]) : [[]]
    return names.map(name => [...issue.path, ...name].join('.'))
  })
}

describe('what the hosts’ published schemas say of our files', () => {
  const railway = JSON.parse(read('railway.json'))
  const render = parse(read('render.yaml'))
  const fly = parseToml(read('fly.toml'))
  const [service] = render.services
  const [database] = render.databases

  it('nothing against them', () => {
    assert.deepEqual(refusals(RailwayFile, railway), [])
    assert.deepEqual(refusals(RenderFile, render), [])
    assert.deepEqual(refusals(FlyTables, fly), [])
  })

  it('which members are misspelt', () => {
    const misspelt = { ...railway, deploy: { ...railway.deploy, overlapSecond: 5, healthCheckTimeout: 300 } }
    assert.deepEqual(refusals(RailwayFile, misspelt), ['deploy.overlapSecond', 'deploy.healthCheckTimeout'])
    const moved = { ...render, services: [{ ...service, regoin: 'frankfurt' }], service }
    assert.deepEqual(refusals(RenderFile, moved), ['services.0.regoin', 'service'])
    const less = { ...fly, http_service: { ...fly.http_service, min_machine_running: 1 } }
    assert.deepEqual(refusals(FlyTables, less), ['http_service.min_machine_running'])
  })

  it('which values are none', () => {
    const quoted = { ...railway, deploy: { ...railway.deploy, drainingSeconds: '45' } }
    assert.deepEqual(refusals(RailwayFile, quoted), ['deploy.drainingSeconds'])
    const elsewhere = {
      services: [{ ...service, region: 'paris', maxShutdownDelaySeconds: 301 }],
      databases: [{ ...database, plan: 'starter', postgresMajorVersion: 17 }],
    }
    assert.deepEqual(refusals(RenderFile, elsewhere), [
      'services.0.region',
      'services.0.maxShutdownDelaySeconds',
      'databases.0.plan',
      'databases.0.postgresMajorVersion',
    ])
    const both = { key: 'A', value: 'b', fromDatabase: { name: 'c', property: 'd' } }
    assert.deepEqual(refusals(RenderFile, { services: [{ ...service, envVars: [both] }] }), [
      'services.0.envVars.0',
    ])
    assert.deepEqual(refusals(FlyTables, { ...fly, deploy: { strategy: 'blue-green' } }), ['deploy.strategy'])
  })
})

describe('the health path that platforms ask', () => {
  it('is one of ours', () => {
    for (const path of ['/health', '/ready']) assert.ok(path in createOpenApiPaths(), path)
  })
})

describe('railway.json', () => {
  const { build, deploy } = JSON.parse(read('railway.json'))

  it('builds the Dockerfile, waits for /health, and lets a turn end', () => {
    assert.equal(build.builder, 'DOCKERFILE')
    assert.ok(existsSync(join(root, build.dockerfilePath)))
    assert.equal(deploy.healthcheckPath, '/health')
    assert.equal(deploy.restartPolicyType, 'ON_FAILURE')
    // The platform's parser takes no numbers in quotes, though its manual shows them so.
    assert.equal(typeof deploy.drainingSeconds, 'number')
    assert.ok(deploy.drainingSeconds > longestStop)
  })

  it('gives no port: ours listens where PORT says', () => {
    assert.equal(deploy.startCommand, undefined)
    assert.equal(parseConfig({ PORT: '4321', API_PORT: '8000' }).port, 4321)
  })

  it('suits the Dockerfile: Railway refuses VOLUME', () =>
    assert.doesNotMatch(read('Dockerfile'), /^VOLUME/m))
})

describe('render.yaml', () => {
  const { services, databases } = parse(read('render.yaml'))
  const [service] = services
  const given: {
    key: string
    value?: string
    sync?: boolean
    generateValue?: boolean
    fromDatabase?: { name: string }
  }[] = service.envVars

  it('builds the Dockerfile, asks /health, and lets a turn end', () => {
    assert.equal(service.runtime, 'docker')
    assert.ok(existsSync(join(root, service.dockerfilePath)))
    assert.equal(service.healthCheckPath, '/health')
    assert.ok(service.maxShutdownDelaySeconds > longestStop && service.maxShutdownDelaySeconds <= 300)
  })

  it('takes the database’s address from the database that it makes', () => {
    const { fromDatabase } = given.find(({ key }) => key === 'DATABASE_URL') ?? {}
    assert.deepEqual(
      [fromDatabase?.name],
      databases.map(({ name }: { name: string }) => name),
    )
    assert.ok(Number(databases[0].postgresMajorVersion) >= 15)
    assert.deepEqual(databases[0].ipAllowList, [])
  })

  it('asks for each secret, holds none, and sets only variables that exist, to values that are taken', () => {
    for (const { key } of given) assert.ok(variables.includes(key), key)
    for (const secret of secrets) {
      const entry = given.find(({ key }) => key === secret)
      assert.ok(
        entry?.sync === false || entry?.generateValue || entry?.fromDatabase,
        `${secret} is not asked for`,
      )
      assert.equal(entry.value, undefined)
    }
    parseConfig(Object.fromEntries(given.map(({ key, value }) => [key, value])))
  })
})

describe('fly.toml', () => {
  const text = read('fly.toml')
  const toml = parseToml(text)

  it('builds the Dockerfile and sends to the port that it sets', () => {
    assert.ok(existsSync(join(root, String(toml.build?.dockerfile))))
    const { port, trustProxy } = parseConfig(toml.env as Record<string, string>)
    assert.equal(toml.http_service?.internal_port, port)
    assert.equal(trustProxy, 2)
  })

  it('asks /health, stops as ours stops, and lets a turn end', () => {
    assert.equal(toml['http_service.checks']?.path, '/health')
    assert.equal(toml['']?.kill_signal, 'SIGTERM')
    assert.ok(Number.parseInt(String(toml['']?.kill_timeout), 10) > longestStop)
  })

  it('names each secret for `fly secrets set`, and holds none', () => {
    const [head = ''] = text.split('\napp =')
    for (const secret of secrets) assert.match(head, new RegExp(`\\b${secret}\\b`), secret)
    for (const name of Object.keys(toml.env ?? {})) {
      assert.ok(variables.includes(name), name)
      assert.ok(!secrets.includes(name), name)
    }
  })
})

describe('Procfile', () => {
  it('starts the web process by a command that exists', () => {
    const [, script = ''] = /^web: npm (\w+)\n$/.exec(read('Procfile')) ?? []
    assert.ok(script in JSON.parse(read('package.json')).scripts)
  })
})

describe('deploy/kubernetes', () => {
  const manifest = (name: string) => parse(read(`deploy/kubernetes/${name}.yaml`))
  const { spec } = manifest('deployment')
  const { template } = spec
  const [container] = template.spec.containers

  it('selects the pods that it makes, by every file', () => {
    const labels = template.metadata.labels
    for (const selector of [
      spec.selector.matchLabels,
      manifest('service').spec.selector,
      manifest('disruption-budget').spec.selector.matchLabels,
      manifest('network-policy').spec.podSelector.matchLabels,
    ])
      assert.deepEqual(selector, labels)
    assert.equal(manifest('autoscaler').spec.scaleTargetRef.name, manifest('deployment').metadata.name)
    const { backend } = manifest('ingress').spec.rules[0].http.paths[0]
    assert.equal(backend.service.name, manifest('service').metadata.name)
    for (const name of manifest('kustomization').resources)
      assert.ok(existsSync(join(root, 'deploy/kubernetes', name)), name)
  })

  it('listens on the port that the probes ask, by paths that exist', () => {
    const env = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    )
    assert.equal(container.ports[0].containerPort, parseConfig(env).port)
    assert.equal(container.startupProbe.httpGet.path, '/health')
    assert.equal(container.readinessProbe.httpGet.path, '/ready')
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
      assert.equal(container[probe].httpGet.port, container.ports[0].name)
  })

  it('meets the restricted Pod Security Standard, on a file system that cannot be written', () => {
    const { securityContext } = template.spec
    assert.equal(securityContext.runAsNonRoot, true)
    assert.match(
      read('Dockerfile'),
      new RegExp(`^USER ${securityContext.runAsUser}:${securityContext.runAsGroup}$`, 'm'),
    )
    assert.equal(securityContext.seccompProfile.type, 'RuntimeDefault')
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    assert.equal(template.spec.automountServiceAccountToken, false)
  })

  it('lets a turn end, and never has fewer pods than before', () => {
    const pause = Number(container.lifecycle.preStop.exec.command[1])
    assert.ok(template.spec.terminationGracePeriodSeconds > longestStop + pause)
    assert.equal(spec.strategy.rollingUpdate.maxUnavailable, 0)
    assert.ok(manifest('autoscaler').spec.minReplicas > manifest('disruption-budget').spec.minAvailable)
  })

  it('lists each secret in the example, and holds none', () => {
    const { metadata, stringData } = manifest('secret.example')
    assert.equal(metadata.name, container.envFrom[0].secretRef.name)
    for (const name of Object.keys(stringData)) assert.ok(variables.includes(name), name)
    for (const secret of secrets) assert.ok(secret in stringData, secret)
    const { DATABASE_URL, ALLOWED_ORIGINS, ...others } = stringData
    for (const value of Object.values(others)) assert.equal(value, '')
  })
})
