import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildZip } from '../testing/build-zip.ts'
import { openZipArchive } from './zip-archive.ts'

describe('names in a zip archive', () => {
  it('are UTF-8 where they can be, though nothing says so (macOS)', async () => {
    const name = 'Pre\u0301sentation/l’été.md'
    const archive = await openZipArchive(buildZip([{ name, content: 'a' }]))
    assert.deepEqual(
      archive.entries.map(entry => entry.name),
      [name],
    )
    assert.equal(Buffer.from(await archive.read(name)).toString(), 'a')
  })

  it('are those of code page 437 where they are no UTF-8 (older Windows)', async () => {
    const bytes = Buffer.from(buildZip([{ name: 'caf#.md', content: 'a' }]))
    for (let at = bytes.indexOf('caf#'); at !== -1; at = bytes.indexOf('caf#')) bytes[at + 3] = 0x82
    const archive = await openZipArchive(new Uint8Array(bytes))
    assert.deepEqual(
      archive.entries.map(entry => entry.name),
      ['café.md'],
    )
  })
})
