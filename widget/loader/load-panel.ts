import type { Language, TextsModule } from '../contract.ts'
import type { PanelEntry } from './panel-seed.ts'
import type { WidgetFiles } from './settings.ts'

/**
 * Returns what fetches the panel and one language side by side, from the folder `widget/` beside the loader. After a
 * failure the address changes: some browsers keep a failed import for as long as the page lives.
 */
export function createPanelLoader(
  files: WidgetFiles,
  scriptUrl: string,
): (language: Language) => Promise<[PanelEntry, TextsModule]> {
  let attempts = ''
  const fetchModule = (file: string) =>
    import(/* @vite-ignore */ new URL(`widget/${file}${attempts}`, scriptUrl).href)

  return language =>
    Promise.all([fetchModule(files.panel), fetchModule(files[language])]).catch(error => {
      attempts += '?'
      throw error
    })
}
