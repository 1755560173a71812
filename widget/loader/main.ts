// The entry of /widget.js: a classic script that also runs as a module, wherever on the page and however it was put there.
import { createWidget, type WidgetApi } from './create-widget.ts'
import { findScript } from './find-script.ts'
import type { LoaderSettings, WidgetFiles } from './settings.ts'

/** Written in its place by the server as it serves the file (server/http/widget-assets.ts). */
declare const CHATBOT_V2_SETTINGS: LoaderSettings
/** Written in its place by the build. */
declare const WIDGET_FILES: WidgetFiles

const page = window as unknown as { ChatbotV2?: WidgetApi | Parameters<WidgetApi['push']>[0][] }
const before = page.ChatbotV2

// A second tag gives no second widget.
if (!before || !('destroy' in before)) {
  const widget = createWidget({
    script: findScript(document, new Error().stack ?? ''),
    settings: CHATBOT_V2_SETTINGS,
    files: WIDGET_FILES,
    onDestroy: () => delete page.ChatbotV2,
  })
  page.ChatbotV2 = widget
  if (Array.isArray(before)) for (const call of before) widget.push(call)
}
