import type { Identity, PanelHost, WidgetEventName, WidgetEvents } from '../contract.ts'
import { createView, type View } from './create-view.ts'
import type { LoaderScript } from './find-script.ts'
import { hostTag, watchHosts } from './host-element.ts'
import { createPanelLoader } from './load-panel.ts'
import { type ReadOption, readBasics } from './read-basics.ts'
import type { LanguageFiles, LoaderSettings } from './settings.ts'

/** What a page calls: `window.ChatbotV2`. */
export interface WidgetApi {
  open(): void
  close(): void
  /** Opens the panel and sends, as if the visitor had typed it. */
  send(text: string): void
  /** Says who the visitor is, by an id of the page's own; null: nobody any more. */
  identify(identity: Identity | null): void
  /** Calls `listener` with what the event brings, at each one. Returns what ends that. */
  on<Name extends WidgetEventName>(event: Name, listener: (detail: WidgetEvents[Name]) => void): () => void
  /** Takes the widget off the page: elements, listeners, `window.ChatbotV2`. The visitor's conversation is kept. */
  destroy(): void
  /** Runs at once what a page that came before the loader left in an array: `(window.ChatbotV2 ||= []).push(chat => …)`. */
  push(call: (chat: WidgetApi) => void): void
}

export interface WidgetDeps {
  script: LoaderScript
  settings: LoaderSettings
  files: LanguageFiles
  onDestroy(): void
}

/**
 * The widget of a page: in the first `<chatbot-v2-widget>` that the page wrote, else in one of its own at the end of
 * the document, beside `<body>`, which frameworks replace and pages transform. Drawn when the browser is idle.
 */
export function createWidget({ script, settings, files, onDestroy }: WidgetDeps): WidgetApi {
  const bus = new EventTarget()
  const load = createPanelLoader(script.url)
  const parameters = new URL(script.url).searchParams
  const ended = new AbortController()
  const calls: ((view: View) => void)[] = []
  let own: HTMLElement | null = null
  let current: { host: HTMLElement; view: View } | null = null
  let identity: Identity | null | undefined
  // Tells of the hosts that are there already, at once.
  const stopWatching = watchHosts({ connected: rearrange, disconnected: rearrange })

  const emit: PanelHost['emit'] = (event, detail) => {
    const name = `chatbot-v2:${event}`
    bus.dispatchEvent(new CustomEvent(name, { detail }))
    current?.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }))
  }

  /** A host came or went: a page of an app was left, or its framework built the document anew. */
  function rearrange(): void {
    // Not at once: a page that fights about its elements must not bring the browser to a stand.
    if (current) whenIdle(() => !ended.signal.aborted && place())
  }

  /** Puts the widget where it belongs now. A view whose host is the same goes on as it is. */
  function place(): View {
    const host = document.querySelector<HTMLElement>(hostTag) ?? createOwn()
    if (host !== own) own?.remove()
    if (host !== current?.host) {
      current?.view.destroy()
      current = { host, view: fill(host) }
    }
    return current.view
  }

  function createOwn(): HTMLElement {
    own ??= document.createElement(hostTag)
    own.popover = 'manual'
    document.documentElement.append(own)
    // The top layer: no z-index covers it and no transform of the page moves it. Browsers that lack it go without.
    own.showPopover?.()
    const { currentCSSZoom } = document.documentElement
    if (currentCSSZoom) own.style.setProperty('--chatbot-v2-zoom', `${1 / currentCSSZoom}`)
    return own
  }

  function fill(host: HTMLElement): View {
    const read: ReadOption = name =>
      host.getAttribute(name) ?? script.element?.getAttribute(`data-${name}`) ?? parameters.get(name)
    const mode = host.getAttribute('mode') === 'inline' ? 'inline' : 'bubble'
    const basics = readBasics(read, settings, mode, [document.documentElement.lang, ...navigator.languages])
    return createView({
      host,
      basics,
      load: () => load(files[basics.language]),
      start: (entry, parts) =>
        entry.startPanel({ ...parts, read, basics, scriptUrl: script.url, settings, identity, emit }),
      emit,
    })
  }

  function draw(): void {
    if (ended.signal.aborted) return
    const view = current?.view ?? place()
    for (const call of calls.splice(0)) call(view)
  }

  /** Does it now when the document is there, else as soon as it is. */
  function act(call: (view: View) => void): void {
    calls.push(call)
    if (current || document.readyState !== 'loading') draw()
  }

  if (document.readyState === 'loading') {
    const { signal } = ended
    document.addEventListener('DOMContentLoaded', () => (calls.length ? draw() : whenIdle(draw)), { signal })
  } else whenIdle(draw)

  const api: WidgetApi = {
    open: () => act(view => view.open()),
    close: () => act(view => view.close()),
    send: text => isGiven(text?.trim, 'send') && act(view => view.send(text)),
    identify(who) {
      if (!isGiven(who === null || who?.user_id, 'identify')) return
      identity = who
      current?.view.identify(who)
    },
    on(event, listener) {
      const hear = (heard: Event) => listener((heard as CustomEvent).detail)
      const name = `chatbot-v2:${event}`
      if (isGiven(listener?.call, 'on')) bus.addEventListener(name, hear, { signal: ended.signal })
      return () => bus.removeEventListener(name, hear)
    },
    destroy() {
      ended.abort()
      stopWatching()
      current?.view.destroy()
      own?.remove()
      current = own = null
      onDestroy()
    },
    push(call) {
      try {
        if (isGiven(call?.call, 'push')) call(api)
      } catch (error) {
        // The page's own mistake; what it queued behind goes on.
        reportError(error)
      }
    },
  }
  return api
}

/** False, and the page's author is told, of a call without what it needs. */
function isGiven(argument: unknown, call: string): boolean {
  if (!argument) console.warn(`ChatbotV2.${call}: wrong argument`)
  return !!argument
}

/** Soon, when the browser has nothing better to do; within two seconds in any case. */
function whenIdle(task: () => void): void {
  // Safari has no idle callbacks in the versions of the last years; a timer takes the options for zero.
  const later: (task: () => void, options: never) => unknown = window.requestIdleCallback ?? setTimeout
  later(() => task(), { timeout: 2000 } as never)
}
