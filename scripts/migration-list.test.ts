import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createFolder } from '../server/testing/start-product.ts'
import { findProblems, growList, readEarlierLists } from './migration-list.ts'

const files = [
  { name: '0001_tables', checksum: 'aa' },
  { name: '0002_words', checksum: 'bb' },
]
const list = 'aa  migrations/0001_tables.sql\nbb  migrations/0002_words.sql\n'

describe('the list of migrations', () => {
  it('has each with its checksum', () => {
    assert.deepEqual(findProblems(list, files, []), [])
    assert.deepEqual(findProblems(list, [...files, { name: '0003_more', checksum: 'cc' }], []), [
      '0003_more.sql n’est pas dans database/migrations.sha256 : npm run migrations l’y ajoute.',
    ])
  })

  it('shows that one was edited or removed', () => {
    const edited = [{ name: '0001_tables', checksum: 'xx' }]
    const [first, second, ...none] = findProblems(list, edited, [])
    assert.match(first ?? '', /^0001_tables\.sql a été modifiée .* écris une nouvelle migration/)
    assert.match(second ?? '', /^0002_words\.sql a disparu/)
    assert.deepEqual(none, [])
  })

  it('only grows: what it ever said of one, it says still', () => {
    const earlier = ['', 'aa  migrations/0001_tables.sql\n']
    assert.deepEqual(findProblems(list, files, earlier), [])
    const [problem, ...none] = findProblems(list, files, [...earlier, 'zz  migrations/0001_tables.sql\n'])
    assert.match(problem ?? '', /^0001_tables\.sql a été modifiée/)
    assert.deepEqual(none, [])
  })

  it('takes new ones in, a draft again as it is now, and never what was committed', () => {
    const [first] = files
    assert.ok(first)
    assert.equal(growList(files, ''), list)
    assert.equal(growList(files, list), list)
    const draft = { name: '0002_words', checksum: 'b2' }
    assert.equal(growList([first, draft], 'aa  migrations/0001_tables.sql\n'), list.replace('bb', 'b2'))
    assert.throws(() => growList([first, draft], list), {
      code: 'migration_edited',
      message: /^0002_words\.sql a été modifiée/,
    })
  })

  it('is read as each commit had it; where there is no history, nothing is', () => {
    using folder = createFolder()
    const git = (...args: string[]) => execFileSync('git', ['-C', folder.path, ...args], { stdio: 'pipe' })
    assert.equal(readEarlierLists(folder.path), null)
    if (spawnSync('git', ['--version']).status !== 0) return // a machine without git has no history either
    git('init', '-q')
    assert.deepEqual(readEarlierLists(folder.path), [])
    mkdirSync(join(folder.path, 'database'))
    for (const text of ['one\n', 'two\n']) {
      writeFileSync(join(folder.path, 'database', 'migrations.sha256'), text)
      git('add', '.')
      git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'x')
    }
    assert.deepEqual(readEarlierLists(folder.path), ['two\n', 'one\n'])
  })
})
