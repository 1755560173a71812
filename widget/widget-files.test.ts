import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { WidgetSettings } from '../contract/widget-config.ts'
import {
  buildWidgetIfNeeded,
  readManifest,
  toFetched,
  type WidgetManifest,
  widgetBudgets,
} from '../scripts/build-widget.ts'
import { loadWidgetAssets } from '../server/http/widget-assets.ts'

/** As many as a team may set, each as long as it may be. */
const largestSettings: WidgetSettings = {
  language: 'en',
  languages: ['en', 'fr'],
  formality: 'vous',
  theme: 'light',
  position: 'right',
  colours: { primary: '#6b21a8', text: '#493f3c', background: '#fdf8f5' },
}

describe('what visitors fetch', () => {
  let manifest: WidgetManifest
  before(async () => {
    await buildWidgetIfNeeded()
    const built = await readManifest()
    assert.ok(built)
    manifest = built
  })

  it('stays within its budgets, by brotli, each language, the button as the server gives it with the largest settings', async () => {
    assert.ok(widgetBudgets.loader <= 3 * 1024 && widgetBudgets.panel <= 12 * 1024, 'issue 5')
    const { loader } = await loadWidgetAssets(largestSettings)
    const served = loader.bodies.br.length
    assert.ok(served <= widgetBudgets.loader, `loader: ${served} bytes`)
    for (const language of ['fr', 'en'] as const) {
      const { panel, rest } = toFetched(manifest, language)
      assert.ok(panel.brotli <= widgetBudgets.panel, `panel in ${language}: ${panel.brotli} bytes`)
      const whole = served + panel.brotli + rest.brotli
      assert.ok(whole <= widgetBudgets.whole, `all in ${language}: ${whole} bytes`)
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
    for (const [language, other] of ['fr en', 'en fr'].map(names => names.split(' '))) {
      const modules = [`panel${language}`, `rest${language}`].flatMap(modulesOf)
      assert.ok(modules.length > 30)
      assert.deepEqual(
        modules.filter(file => file.startsWith(`widget/texts/${other}`)),
        [],
      )
    }
  })

  it('has Preact once, and in the panel nothing of what comes after it', () => {
    const modulesOf = (entry: string) => Object.keys(manifest.modules[entry] ?? {})
    assert.ok(modulesOf('panelfr').some(file => file.includes('preact/src/')))
    const twice = modulesOf('restfr').filter(file => modulesOf('panelfr').includes(file))
    assert.ok(!modulesOf('restfr').some(file => file.includes('node_modules/')))
    for (const handed of ['conversation/message.ts', 'components/speaker.tsx', 'components/draw-icon.tsx'])
      assert.ok(!twice.includes(`widget/panel/${handed}`), handed)
    assert.deepEqual(
      modulesOf('panelfr').filter(file => /^widget\/(panel\/(rest|markdown)\/|texts\/.*-rest)/.test(file)),
      [],
    )
  })

  it('comes in one file a part and language', () => {
    const parts = ['demo', 'loader', 'panelen', 'panelfr', 'resten', 'restfr']
    assert.deepEqual(Object.keys(manifest.files).sort(), parts)
  })
})
