// Every check that needs no test: format and lint, types, migrations that never change, dependency arrows. Ends with 1 at the first that fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folders = ['contract', 'server', 'evals', 'bench', 'scripts', 'widget', 'deploy'].filter(folder =>
  existsSync(join(root, folder)),
)

const checks = [
  { name: 'format and lint', run: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', run: ['typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the widget', run: ['typescript/bin/tsc', '-p', 'widget'] },
  { name: 'migrations', run: ['../scripts/check-migrations.ts'] },
  { name: 'dependency arrows', run: ['dependency-cruiser/bin/dependency-cruiser.mjs', ...folders] },
]

for (const check of checks) {
  const [file = '', ...args] = check.run
  console.log(`\n— ${check.name}`)
  const result = spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (result.status !== 0) {
    console.error(`✗ ${check.name}`)
    process.exit(1)
  }
}
