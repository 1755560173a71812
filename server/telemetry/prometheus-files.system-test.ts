// Debian's promtool on our files. Its package is fetched and unpacked, not installed: that would start a Prometheus.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { aptLock } from '../testing/install-program.ts'
import { createFolder } from '../testing/start-product.ts'

const files = join(import.meta.dirname, '../../deploy/prometheus')

/** The path of promtool; fetched once (19 MB) where the machine has none. */
function findPromtool(): string {
  if (spawnSync('promtool', ['--version']).status === 0) return 'promtool'
  const cache = join(import.meta.dirname, '../../node_modules/.cache/promtool')
  const program = join(cache, 'usr/bin/promtool')
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  try {
    for (const args of [['update'], ['download', 'prometheus']])
      execFileSync('flock', [aptLock, 'apt-get', '-q', ...args], {
        cwd: cache,
        stdio: 'ignore',
        timeout: 300_000,
      })
  } catch (cause) {
    throw new Error('promtool is not here, and Debian’s package prometheus does not come', { cause })
  }
  const archive = readdirSync(cache).find(name => name.endsWith('.deb')) ?? ''
  execFileSync('dpkg-deb', ['--extract', archive, '.'], { cwd: cache })
  return program
}
const program = findPromtool()

function promtool(folder: string, ...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
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
