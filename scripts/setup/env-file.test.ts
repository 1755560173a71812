import assert from 'node:assert/strict'
import {
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { createFolder } from '../../server/testing/start-product.ts'
import { readEnvFile, toEnvLine, withValues, writePrivately } from './env-file.ts'

describe('.env, with new values', () => {
  it('keeps comments, order and other variables, replaces lines where they stand, and adds the rest at the end', () => {
    const before = '# le mien\nOTHER="a # b"\n\nAPI_PORT=1\nexport MODEL=x\n'
    assert.equal(
      withValues(before, { API_PORT: '8080', MODEL: 'y', NEW: 'z' }),
      '# le mien\nOTHER="a # b"\n\nAPI_PORT=8080\nMODEL=y\nNEW=z\n',
    )
    assert.equal(withValues('A=1', { B: '2' }), 'A=1\nB=2\n')
    assert.equal(withValues('', { B: '2' }), 'B=2\n')
    assert.equal(withValues('A=1\nA=2\n', { A: '3' }), 'A=1\nA=3\n', 'the last one counts')
    assert.equal(withValues('A=1\n', {}), 'A=1\n')
  })

  it('is read back as it was written, whatever a password holds, or not written at all', () => {
    const isWritten = (value: string) => {
      try {
        assert.deepEqual({ ...parseEnv(withValues('A=1\n', { SECRET: value })) }, { A: '1', SECRET: value })
        return true
      } catch (error) {
        assert.match(String(error), /ne peut pas s’écrire/)
        return false
      }
    }
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), value => void isWritten(value)))
    for (const value of ['p@ss=w"rd', "it's", '$HOME `x`', '\\n']) assert.ok(isWritten(value), value)
  })

  it('means the same to Docker Compose, which replaces $ and escapes but in single quotes, and knows no backquotes', () => {
    const lines = {
      'sk-or-v1-0aZ_/+=': 'KEY=sk-or-v1-0aZ_/+=',
      'postgresql://u:pa$word@h/b': "KEY='postgresql://u:pa$word@h/b'",
      'a b#c': "KEY='a b#c'",
      'say "x"': `KEY='say "x"'`,
      'back\\slash': "KEY='back\\slash'",
      "it's #1": `KEY="it's #1"`,
    }
    for (const [value, line] of Object.entries(lines)) assert.equal(toEnvLine('KEY', value), line)
    for (const value of [`it's "q" #`, "it's $5", "it's \\", 'ends in \\', '\\', 'two\nlines'])
      assert.throws(() => toEnvLine('KEY', value), /ne peut pas s’écrire/, value)
  })

  it('is written where a link leads, and the link stays', () => {
    using folder = createFolder()
    const [real, link] = [join(folder.path, 'shared.env'), join(folder.path, '.env')]
    symlinkSync('shared.env', link)
    writePrivately(link, 'A=1\n') // what it leads to is not there yet
    writePrivately(link, 'A=2\n')
    assert.ok(lstatSync(link).isSymbolicLink())
    assert.equal(readFileSync(real, 'utf8'), 'A=2\n')
    assert.deepEqual(readdirSync(folder.path).sort(), ['.env', 'shared.env'])
  })

  it('stays its owner’s, and a new one is the folder’s owner’s, also when root writes it', () => {
    using folder = createFolder()
    const self = process.getuid?.() ?? 0
    // Only root can give files away: for anybody else, the owner is who writes.
    const owner = self === 0 ? 65_534 : self
    const [file, folderOfOther] = [join(folder.path, '.env'), join(folder.path, 'release')]
    writeFileSync(file, 'A=1\n')
    mkdirSync(folderOfOther)
    for (const path of [file, folderOfOther]) if (self === 0) chownSync(path, owner, owner)
    writePrivately(file, 'A=2\n')
    writePrivately(join(folderOfOther, '.env'), 'A=1\n')
    assert.equal(statSync(file).uid, owner)
    assert.equal(statSync(join(folderOfOther, '.env')).uid, owner)
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('is its owner’s alone, also where it was not, and leaves nothing beside it', () => {
    using folder = createFolder()
    const file = join(folder.path, '.env')
    writeFileSync(file, 'A=1\n', { mode: 0o644 })
    writePrivately(file, 'A=2\n')
    assert.equal(readFileSync(file, 'utf8'), 'A=2\n')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(folder.path), ['.env'])
  })

  it('counts empty variables as absent', () => {
    using folder = createFolder()
    const file = join(folder.path, '.env')
    assert.deepEqual(readEnvFile(file), { text: null, values: {} })
    writeFileSync(file, 'A=\nB= b \n')
    assert.deepEqual(readEnvFile(file).values, { B: 'b' })
  })
})
