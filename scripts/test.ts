// `npm test`: the checks, then every test that needs no system package (`*.test.*`; those that need a browser or
// a Postgres server have other names and are run by .ci/run).
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const patterns = [
  'contract',
  'server',
  'evals',
  'scripts',
  'bench',
  'agents',
  'knowledge',
  'database',
  'deploy',
  'docs',
  'widget',
].map(folder => `${folder}/**/*.test.{ts,mjs,js}`)

// Three files at once also on two cores: tests wait a third of their time.
const atOnce = Math.max(3, availableParallelism() - 1)

const steps = [
  [join(root, 'scripts/check.ts')],
  [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${atOnce}`,
    ...(process.argv.length > 2 ? process.argv.slice(2) : patterns),
  ],
]
for (const step of steps) {
  const result = spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit' })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
