import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareSchema } from './compare-schema.ts'
import type { DatabaseFile, DatabaseFiles } from './database-files.ts'

const file = (name: string, checksum = name): DatabaseFile => ({ name, checksum, sql: '' })
const files: DatabaseFiles = {
  release: '1.4.0',
  journal: file('journal'),
  legacy: [],
  access: file('access'),
  migrations: [file('0001_tables'), file('0002_lexical')],
  functions: [file('begin_turn'), file('ping')],
}
const applied = {
  migration: { '0001_tables': '0001_tables', '0002_lexical': '0002_lexical' },
  function: { begin_turn: 'begin_turn', ping: 'ping' },
  access: { access: 'access' },
}
const compare = (release: string | null, changes: object = {}) =>
  compareSchema({ release, applied: { ...applied, ...changes } }, files)

describe('comparing a database with the files of this program', () => {
  it('knows the same by its checksums, whatever version it says', () => {
    for (const release of [null, '1.4.0', '0.9.0', '2.0.0']) assert.equal(compare(release).kind, 'same')
  })

  it('knows an empty one, and one that lacks a migration, a function or the rules of access', () => {
    assert.deepEqual(compareSchema({ release: null, applied: {} }, files), {
      kind: 'older',
      migrations: ['0001_tables', '0002_lexical'],
      functions: ['begin_turn', 'ping'],
    })
    assert.equal(compare('1.3.9', { migration: { '0001_tables': '0001_tables' } }).kind, 'older')
    assert.equal(compare('1.4.0', { function: { ping: 'old', begin_turn: 'begin_turn' } }).kind, 'older')
    assert.equal(compare(null, { access: { access: 'old' } }).kind, 'older')
  })

  it('knows one that still has a function of before', () => {
    const functions = { ...applied.function, gone: 'gone' }
    assert.deepEqual(compare('1.3.0', { function: functions }), {
      kind: 'older',
      migrations: [],
      functions: [],
    })
  })

  it('knows one that a later program has prepared, by a migration or by its version', () => {
    const migration = { ...applied.migration, '0003_later': 'x' }
    assert.deepEqual(compare('1.4.0', { migration }), { kind: 'newer', release: '1.4.0', missing: [] })
    const functions = { begin_turn: 'later', ping: 'ping' }
    for (const release of ['1.4.1', '1.10.0', '2.0.0'])
      assert.deepEqual(compare(release, { function: functions }), { kind: 'newer', release, missing: [] })
    assert.equal(compare('1.3.99', { function: functions }).kind, 'older')
  })

  it('says which of our functions a later program has removed', () => {
    assert.deepEqual(compare('2.0.0', { function: { ping: 'later' } }), {
      kind: 'newer',
      release: '2.0.0',
      missing: ['begin_turn'],
    })
  })

  it('brings further one that has a later migration but lacks one of ours: two lines of work met', () => {
    const migration = { '0001_tables': '0001_tables', '0003_later': 'x' }
    assert.equal(compare('2.0.0', { migration }).kind, 'older')
  })

  it('names a migration that was edited after it was applied', () => {
    const migration = { ...applied.migration, '0002_lexical': 'edited' }
    assert.deepEqual(compare('9.9.9', { migration }), { kind: 'edited', migrations: ['0002_lexical'] })
  })
})
