import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { installProgram } from './install-program.ts'

describe('a program that a test needs', () => {
  it('is the machine’s own where it has one', () => {
    assert.match(installProgram('sh', ['dash']), /^\/.*\/sh$/)
  })

  it('is asked for by its package, at once, where it cannot be installed', () => {
    assert.throws(() => installProgram('nginx', ['nginx-light'], '/nowhere'), {
      message: 'nginx is not here: apt-get install nginx-light, as root, on Debian',
    })
  })
})
