// The entry of /widget.js: a classic script that also runs as a module, wherever on the page and however it was put there.
import { createWidget, type WidgetApi } from './create-widget.ts'
import { findScript } from './find-script.ts'
import type { LanguageFiles, LoaderSettings } from './settings.ts'

/** Written in its place by the server as it serves the file (server/http/widget-assets.ts). */
declare const CHATBOT_V2_SETTINGS: LoaderSettings
/** Written in its place by the build. */
declare const WIDGET_FILES: LanguageFiles

type Call = Parameters<WidgetApi['push']>[0]

const page = window as unknown as { ChatbotV2?: WidgetApi | Call[] }
const before = page.ChatbotV2

// A second tag gives no second widget.
if (!(before as WidgetApi | undefined)?.destroy) {
  const widget = createWidget({
    script: findScript(document, new Error().stack ?? ''),
    settings: CHATBOT_V2_SETTINGS,
    files: WIDGET_FILES,
    // Another may have come since.
    onDestroy: () => page.ChatbotV2 === widget && delete page.ChatbotV2,
  })
  page.ChatbotV2 = widget
  for (const call of [before ?? []].flat()) widget.push(call as Call)
}
