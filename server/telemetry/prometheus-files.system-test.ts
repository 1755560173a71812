// Debian's promtool on our files. Needs the package `prometheus`, or PROMTOOL, the program's path.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createFolder } from '../testing/start-product.ts'

const files = join(import.meta.dirname, '../../deploy/prometheus')

function promtool(folder: string, ...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync(process.env.PROMTOOL ?? 'promtool', args, {
    cwd: folder,
    encoding: 'utf8',
  })
  if (error) throw error
  return { status, text: stdout + stderr }
}

describe('promtool', () => {
  it('takes the configuration and the rules', () => {
    using folder = createFolder(files)
    writeFileSync(join(folder.path, 'metrics-token'), 'a-token-of-24-characters')
    const { status, text } = promtool(folder.path, 'check', 'config', 'prometheus.yml')
    assert.equal(status, 0, text)
    assert.match(text, /\d+ rules found/)
  })

  it('sees each alert fire when it must, and not before', () => {
    using folder = createFolder(files)
    const { status, text } = promtool(folder.path, 'test', 'rules', 'alerts.test.yml')
    assert.equal(status, 0, text)
    assert.match(text, /SUCCESS/)
  })

  it('refuses a rule that is none', () => {
    using folder = createFolder()
    cpSync(join(files, 'alerts.yml'), join(folder.path, 'alerts.yml'))
    writeFileSync(join(folder.path, 'alerts.yml'), 'groups: [{name: a, rules: [{alert: b, expr: "sum("}]}]')
    assert.notEqual(promtool(folder.path, 'check', 'rules', 'alerts.yml').status, 0)
  })
})
