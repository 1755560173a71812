import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { parseConfig } from './config.ts'
import { Environment } from './environment.ts'

describe('.env.example', () => {
  const example = parseEnv(readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8'))

  it('names every variable and no other', () => {
    assert.deepEqual(Object.keys(example).sort(), Object.keys(Environment.shape).sort())
  })

  it('says the defaults', () => {
    assert.deepEqual(parseConfig(example), parseConfig({}))
  })
})
