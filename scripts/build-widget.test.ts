import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { widgetFolder } from '../vite.config.ts'
import { buildWidget, buildWidgetIfNeeded, readManifest } from './build-widget.ts'

describe('the build of the widget', () => {
  it('gives the same files from the same sources, also when two builds meet, and then has nothing to do', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'build-widget-'))
    try {
      const folder = join(parent, 'widget')
      const [one, two] = await Promise.all([buildWidget(folder), buildWidget(folder)])
      assert.deepEqual(one, two)
      assert.deepEqual(await readManifest(folder), one)
      assert.deepEqual(await readdir(parent), ['widget'])
      assert.equal((await stat(folder)).mode & 0o055, 0o055, 'a server of another user reads it')
    } finally {
      await rm(parent, { recursive: true })
    }
    await buildWidgetIfNeeded()
    assert.equal(await buildWidgetIfNeeded(), false)
  })

  it('writes each file beside its compressed copies; the loader, which the server completes, alone', async () => {
    await buildWidgetIfNeeded()
    const manifest = await readManifest()
    const { loader, ...fetched } = manifest?.files ?? {}
    assert.equal(loader, 'widget.js')
    for (const name of Object.values(fetched)) {
      const read = (ending: string) => readFile(join(widgetFolder, `${name}${ending}`))
      const [plain, brotli, gzip] = await Promise.all([read(''), read('.br'), read('.gz')])
      assert.deepEqual(brotliDecompressSync(brotli), plain)
      assert.deepEqual(gunzipSync(gzip), plain)
    }
    await assert.rejects(readFile(join(widgetFolder, 'widget.js.br')))
  })

  it('has a browser compile the panel while it is fetched', async () => {
    await buildWidgetIfNeeded()
    const { files = {} } = (await readManifest()) ?? {}
    for (const name of ['panelfr', 'panelen']) {
      const code = await readFile(join(widgetFolder, files[name] ?? ''), 'utf8')
      assert.equal(code.split('\n', 1)[0], '//# allFunctionsCalledOnLoad', name)
    }
  })
})
