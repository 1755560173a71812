import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { root } from './command-line.ts'

/** A file that breaks a rule, what it imports, and the rule. */
const forbidden: [file: string, imported: string, rule: string][] = [
  ['server/turn/http.ts', 'fastify', 'turn-never-sees-the-world'],
  ['server/turn/sql.ts', 'pg', 'turn-never-sees-the-world'],
  ['server/operations/files.ts', 'node:fs', 'turn-never-sees-the-world'],
  ['server/turn/store.ts', '../database/open.ts', 'server/turn-knows-its-place'],
  ['contract/sql.ts', 'pg', 'contract-imports-zod-only'],
  ['widget/panel/schema.ts', 'zod', 'widget-stands-alone'],
]
const allowed: [file: string, imported: string][] = [
  ['contract/schema.ts', 'zod'],
  ['server/database/open.ts', 'pg'],
  ['widget/panel/view.ts', 'preact'],
]

describe('the dependency arrows that every check looks at', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'arrows-'))
    const write = (file: string, text: string) => {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    for (const name of ['fastify', 'pg', 'zod', 'preact']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
      write(`node_modules/${name}/index.js`, '')
    }
    for (const [file, imported] of [...forbidden, ...allowed])
      write(file, `import * as it from '${imported}'\nexport default it\n`)
  })
  after(() => rmSync(folder, { recursive: true }))

  it('refuse each forbidden import, of packages too, and nothing else', () => {
    const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
    const config = join(root, '.dependency-cruiser.cjs')
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [cruiser, '--config', config, '--output-type', 'json', 'server', 'contract', 'widget'],
      { cwd: folder, encoding: 'utf8' },
    )
    const { summary } = JSON.parse(stdout || stderr)
    const found = summary.violations.map(
      ({ from, rule }: { from: string; rule: { name: string } }) => `${from}: ${rule.name}`,
    )
    assert.deepEqual([...new Set(found)].sort(), forbidden.map(([file, , rule]) => `${file}: ${rule}`).sort())
  })
})
