import type { PanelEntry } from './panel-seed.ts'

/**
 * Returns what fetches the panel, from the folder `widget/` beside the loader. After a failure the address changes: some
 * browsers keep a failed import for as long as the page lives.
 */
export function createPanelLoader(scriptUrl: string): (file: string) => Promise<PanelEntry> {
  let attempts = ''
  return file =>
    import(/* @vite-ignore */ new URL(`widget/${file}${attempts}`, scriptUrl).href).catch(error => {
      attempts += '?'
      throw error
    })
}
