import { startHostSite, startWidgetServer, toPage } from '../../widget/browser/host-page.ts'

export interface Pages extends AsyncDisposable {
  /** Addresses of the same page, a heading and a sentence: Lighthouse refuses one with nothing to paint. */
  without: string
  with: string
}

/** A page without the widget and with it, from a site of its own; the widget from the real server. */
export async function openPages(): Promise<Pages> {
  const server = await startWidgetServer()
  const site = await startHostSite()
  return {
    without: site.put(toPage({})),
    with: site.put(toPage({ head: `<script src="${server.url}/widget.js" defer></script>` })),
    async [Symbol.asyncDispose]() {
      await server.close()
      await site[Symbol.asyncDispose]()
    },
  }
}
