import type { Identity, Panel, PanelHost } from '../contract.ts'
import { createButton } from './create-button.ts'
import css from './loader.css?inline'
import type { PanelEntry } from './panel-seed.ts'
import type { Basics } from './read-basics.ts'

/** What one host element shows: the button, and the panel once it is wanted. */
export interface View {
  open(): void
  close(): void
  send(text: string): void
  identify(identity: Identity | null): void
  /** Takes everything out of the host element. */
  destroy(): void
}

export interface ViewDeps {
  host: HTMLElement
  basics: Basics
  /** Fetches the panel; may be asked again after a failure. */
  load(): Promise<PanelEntry>
  /** Starts the panel in the shadow root. */
  start(loaded: PanelEntry, parts: Pick<PanelHost, 'root' | 'onClose'>): Panel
  emit: PanelHost['emit']
}

const texts = {
  fr: { open: 'Ouvrir le chat', failed: 'Chat injoignable' },
  en: { open: 'Open the chat', failed: 'Chat unreachable' },
}

/** Fills a host element. Nothing is fetched until the visitor, or a call, means it; an inline panel is meant by the page. */
export function createView({ host, basics, load, start, emit }: ViewDeps): View {
  const { open: label, failed } = texts[basics.language]
  const bubble = basics.mode === 'bubble'
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  const button = createButton({ basics, label: basics.label ?? label, prepare, open })
  root.append(button.corner)

  let panel: Panel | null = null
  let loading = false
  let state: 'closed' | 'opening' | 'open' | 'ended' = 'closed'
  const unsent: string[] = []

  /** Fetches and mounts the panel, once; again when that failed. */
  function prepare(): void {
    if (loading) return
    loading = true
    load().then(mount, fail)
  }

  function mount(loaded: PanelEntry): void {
    if (state === 'ended') return
    panel = start(loaded, { root, onClose: () => shut(true) })
    emit('ready', undefined)
    if (state === 'opening') show(panel)
  }

  function fail(): void {
    loading = false
    if (state !== 'opening') return
    state = 'closed'
    button.show(true)
    button.say(failed)
    emit('error', { code: 'unreachable', message: failed })
  }

  function open(): void {
    if (state !== 'closed') return
    state = 'opening'
    // At once where the panel is there: a phone brings its keyboard up only while the tap is being handled.
    if (panel) show(panel)
    else {
      button.wait()
      prepare()
    }
  }

  function show(shown: Panel): void {
    state = 'open'
    button.show(false)
    shown.open()
    emit('open', undefined)
    flush()
  }

  function flush(): void {
    for (const text of unsent.splice(0)) panel?.send(text)
  }

  /** @param focus whether the visitor goes back to the button: not when the page closes the panel beside them */
  function shut(focus: boolean): void {
    if (!bubble || (state !== 'open' && state !== 'opening')) return
    const wasOpen = state === 'open'
    state = 'closed'
    button.show(true)
    if (focus) button.focus()
    if (wasOpen) emit('close', undefined)
  }

  if (!bubble) {
    button.show(false)
    open()
  }
  return {
    open,
    close() {
      const within = root.activeElement !== null
      if (bubble && state === 'open') panel?.close()
      shut(within)
    },
    send(text) {
      unsent.push(text)
      if (state === 'open') flush()
      else open()
    },
    identify: identity => panel?.identify(identity),
    destroy() {
      state = 'ended'
      panel?.destroy()
      root.replaceChildren()
      root.adoptedStyleSheets = []
    },
  }
}
