import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from './command-line.ts'
import { parseOptions } from './parse-options.ts'

const options = {
  agent: { type: 'string' },
  priority: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const

describe('the options of a command', () => {
  it('that npm kept for itself are told as such, whatever else is missing', () => {
    const env = { npm_lifecycle_event: 'ingest', npm_config_agent: 'true', npm_config_cache: '/x' }
    const missing = new UsageError(
      'npm a gardé --agent pour lui : mets -- avant les options (npm run … -- --agent).',
    )
    assert.throws(() => parseOptions(['x', 'audrey'], options, { words: 9, env }), missing)
    assert.throws(
      () => parseOptions([], options, { env: { npm_lifecycle_event: 'embed', npm_config_dry_run: 'true' } }),
      /--dry-run/,
    )
    assert.equal(parseOptions(['--agent', 'a'], options, { env }).values.agent, 'a')
    assert.deepEqual({ ...parseOptions([], options, { env: { npm_config_agent: 'true' } }).values }, {})
  })

  it('may have a negative number', () => {
    const env = {}
    assert.equal(parseOptions(['--priority', '-2', '--agent', 'a'], options, { env }).values.priority, '-2')
    assert.equal(parseOptions(['--priority=-2'], options, { env }).values.priority, '-2')
    assert.throws(() => parseOptions(['-2'], options, { env }), UsageError)
  })
})
