import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { completeLock, type Lock } from './complete-lock.ts'

describe('package-lock.json', () => {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as Lock

  it('installs on every platform: no optional package is missing (else: npm run lock)', () => {
    assert.deepEqual(Object.keys(completeLock(lock).packages).length, Object.keys(lock.packages).length)
  })

  it('names no registry’s host', () => {
    assert.ok(!JSON.stringify(lock).includes('"resolved"'))
  })
})

describe('completeLock', () => {
  it('adds a missing platform package with its platform, and leaves the rest alone', () => {
    const tool = {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-x64-musl': '1.0.0', there: '2.0.0' },
    }
    const there = { version: '2.0.0', optional: true }
    const lock = { packages: { '': {}, 'node_modules/tool': tool, 'node_modules/there': there } }
    const completed = completeLock(lock).packages
    assert.deepEqual(completed['node_modules/@tool/linux-x64-musl'], {
      version: '1.0.0',
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    })
    assert.deepEqual(completed['node_modules/there'], there)
  })
})
