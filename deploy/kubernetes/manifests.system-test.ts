// The manifests as kubectl renders them, held against Kubernetes' own OpenAPI schemas: by the validators that the
// kubernetes-models package makes of them (wrong types, missing fields), and by its types (fields that do not exist).
// No cluster is asked; kubectl (Debian's, installed here when it is missing) and the package bring all that is needed.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { parse, parseAllDocuments } from 'yaml'
import { installProgram } from '../../server/testing/install-program.ts'
import { runProgram } from '../docker/testing/podman.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'node_modules/.cache/chatbot-v2/kubernetes-models')
const modules = {
  Deployment: 'kubernetes-models/apps/v1',
  Service: 'kubernetes-models/v1',
  Secret: 'kubernetes-models/v1',
  Ingress: 'kubernetes-models/networking.k8s.io/v1',
  NetworkPolicy: 'kubernetes-models/networking.k8s.io/v1',
  HorizontalPodAutoscaler: 'kubernetes-models/autoscaling/v2',
  PodDisruptionBudget: 'kubernetes-models/policy/v1',
} as const
interface Manifest {
  apiVersion: string
  kind: keyof typeof modules
  metadata: { namespace?: string }
}
interface Deployment extends Manifest {
  spec: {
    template: {
      spec: {
        containers: {
          env: { name: string }[]
          livenessProbe: Record<'periodSeconds' | 'timeoutSeconds' | 'failureThreshold', number>
        }[]
      }
    }
  }
}
interface NetworkPolicy extends Manifest {
  spec: { egress: { ports: { port: number }[] }[] }
}
let manifests: Manifest[]
const find = (kind: 'Deployment') => manifests.find(manifest => manifest.kind === kind) as Deployment

before(async () => {
  installProgram('kubectl', ['kubernetes-client'])
  mkdirSync(folder, { recursive: true })
  // With --prefix, npm would forget the machine's own npmrc.
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', ['install', ...options, 'kubernetes-models@5.1.0'], folder)
  const rendered = await run('kubectl', ['kustomize', join(root, 'deploy/kubernetes')])
  const example = parse(readFileSync(join(root, 'deploy/kubernetes/secret.example.yaml'), 'utf8'))
  manifests = [...parseAllDocuments(rendered).map(document => document.toJS()), example]
})

describe('the manifests', () => {
  it('are rendered whole, in one namespace', () => {
    assert.deepEqual(manifests.map(({ kind }) => kind).sort(), Object.keys(modules).sort())
    for (const { kind, metadata } of manifests) assert.equal(metadata.namespace, 'chatbot-v2', kind)
  })

  it('start no pod without a database in common, and give up one that hangs only after it could end itself', () => {
    const [container] = find('Deployment').spec.template.spec.containers
    assert.deepEqual(
      container?.env.find(({ name }) => name === 'DATABASE_URL'),
      { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'chatbot-v2', key: 'DATABASE_URL' } } },
    )
    const { periodSeconds, timeoutSeconds, failureThreshold } = container?.livenessProbe ?? assert.fail()
    // It may begin to hang right after a probe; each of the next ones waits for its time.
    const longest = periodSeconds * failureThreshold + timeoutSeconds
    // The watchdog needs 10 s.
    assert.ok(longest > 10 && longest <= 20, `${longest} s`)
  })

  it('let out what reads the web, by http too, beside providers and the database', () => {
    const policy = manifests.find(({ kind }) => kind === 'NetworkPolicy') as NetworkPolicy | undefined
    const ports = policy?.spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port))
    assert.deepEqual([...new Set(ports)], [53, 80, 443, 5432, 6543])
  })

  it('are valid by Kubernetes’ schemas', async () => {
    for (const manifest of manifests) {
      const { [manifest.kind]: Model } = await import(
        join(folder, 'node_modules', modules[manifest.kind], 'index.js')
      )
      new Model(manifest).validate()
      assert.throws(
        () => new Model({ ...manifest, metadata: { labels: 'none' } }).validate(),
        /labels/,
        manifest.kind,
      )
    }
  })

  it('have no field that Kubernetes does not know', async () => {
    const lines = manifests.flatMap((manifest, index) => {
      const { apiVersion, ...rest } = manifest
      return [
        `import type { I${manifest.kind} as Kind${index} } from '${modules[manifest.kind]}'`,
        `export const manifest${index}: Kind${index} = ${JSON.stringify(manifest)}`,
        '// @ts-expect-error a misspelled field is found',
        `export const wrong${index}: Kind${index} = ${JSON.stringify({ apiVersion, specs: {}, ...rest })}`,
      ]
    })
    const file = join(folder, 'manifests.ts')
    writeFileSync(file, `${lines.join('\n')}\n`)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'esnext',
    ]
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, file])
  })
})

/** Runs a program and returns what it printed. Throws with its complaint when it fails. */
async function run(program: string, args: string[], cwd = root): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args, { cwd })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}:\n${stderr}${stdout}`)
  return stdout
}
