import assert from 'node:assert/strict'
import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { createFolder } from '../../server/testing/start-product.ts'
import { prunePackages } from './prune-packages.ts'

it('removes from packages what a server never reads, and nothing that it may', () => {
  const kept = [
    'one/package.json',
    'one/index.js',
    'one/LICENSE.md',
    'one/NOTICE.md',
    'one/lib/test/assert.js',
    'one/lib/examples/read.js',
    'one/node_modules/two/index.cjs',
    '@scope/three/data.wasm',
    'js-tiktoken/dist/lite.js',
    'js-tiktoken/dist/ranks/cl100k_base.js',
    'other/src/index.js',
    '.package-lock.json',
  ]
  const removed = [
    'one/index.js.map',
    'one/README.md',
    'one/types.d.ts',
    'one/lib/types.d.mts',
    'one/test/index.js',
    'one/node_modules/two/test/deep/index.js',
    'one/node_modules/two/index.d.cts',
    '@scope/three/examples/index.js',
    'js-tiktoken/dist/index.js',
    'js-tiktoken/dist/ranks/o200k_base.js',
    'js-tiktoken/dist/ranks/cl100k_base.cjs',
    'zod/src/index.ts',
  ]
  using folder = createFolder()
  for (const path of [...kept, ...removed]) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true })
    writeFileSync(join(folder.path, path), 'ten bytes.')
  }
  assert.equal(prunePackages(folder.path), 10 * removed.length)
  const left = globSync('**/{*,.*}', { cwd: folder.path, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  assert.deepEqual(
    left.map(entry => join(entry.parentPath, entry.name).slice(folder.path.length + 1)).sort(),
    kept.sort(),
  )
})
