import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  buildWidgetIfNeeded,
  readManifest,
  toFetched,
  type WidgetManifest,
  widgetBudgets,
} from '../scripts/build-widget.ts'

/** What the server writes into the loader adds to it: the settings of a team with three colours, compressed. */
const settingsBytes = 60

describe('what visitors fetch', () => {
  let manifest: WidgetManifest
  before(async () => {
    await buildWidgetIfNeeded()
    const built = await readManifest()
    assert.ok(built)
    manifest = built
  })

  it('stays within its budgets, by brotli', () => {
    for (const language of ['fr', 'en'] as const) {
      const { loader, panel } = toFetched(manifest, language)
      assert.ok(loader.brotli + settingsBytes <= widgetBudgets.loader, `loader: ${loader.brotli} bytes`)
      assert.ok(panel.brotli <= widgetBudgets.panel, `panel with ${language}: ${panel.brotli} bytes`)
    }
  })

  it('has no schema library in it, no framework in the loader, and one language a visitor', () => {
    const modulesOf = (entry: string) => Object.keys(manifest.modules[entry] ?? {})
    for (const entry of Object.keys(manifest.files)) {
      const foreign = modulesOf(entry).filter(
        file => file.includes('node_modules/') && !/\/preact\//.test(file),
      )
      assert.deepEqual(foreign, [], entry)
      assert.deepEqual(
        modulesOf(entry).filter(file => /^(contract|server|scripts)\//.test(file)),
        [],
        entry,
      )
    }
    assert.deepEqual(
      modulesOf('loader').filter(file => !file.startsWith('widget/loader/')),
      [],
    )
    const languages = [...modulesOf('loader'), ...modulesOf('panel')].filter(file =>
      /texts\/(fr|en)\.ts$/.test(file),
    )
    assert.deepEqual(languages, [])
  })

  it('comes in one file a part: nothing more is fetched before an answer', () => {
    assert.deepEqual(Object.keys(manifest.files).sort(), ['demo', 'en', 'fr', 'loader', 'panel'])
  })
})
