import { render } from 'preact'
import type { Panel, PanelHost } from '../contract.ts'
import { fitHeight } from './components/composer.tsx'
import type { PanelProps } from './components/panel-props.ts'
import { toUi } from './components/panel-ui.ts'
import { drawPanel } from './components/panel-view.tsx'
import { toBrowserDeps } from './conversation/browser-deps.ts'
import { createConversation } from './conversation/conversation.ts'
import { keepFromPage, listenForEscape } from './dismiss.ts'
import { createFollowLog } from './follow-log.ts'
import type { Rest, RestModule } from './rest-contract.ts'
import { shared } from './shared.ts'
import { createShowPanel, takeFocus } from './show-panel.ts'
import css from './styles/panel.css?inline'

/** How long after a failed try the rest of the panel is asked for again, in milliseconds. */
const restAgainAfter = 5000

export interface MountHost extends PanelHost {
  /** Fetches the rest of the panel; may be asked again after a failure. */
  fetchRest(): Promise<RestModule>
}

/**
 * The panel in its shadow root: the conversation, drawn at most once a picture, and what the visitor does with it. Makes
 * no request and reads no storage before `open()` or `send()`.
 */
export function mountPanel(host: MountHost): Panel {
  const { root, options, texts } = host
  const deps = { ...toBrowserDeps(host), onChange: paint }
  const conversation = createConversation(deps)
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  const place = document.createElement('div')
  const sheet = new CSSStyleSheet()
  const view: PanelProps = {
    state: conversation.state(),
    texts,
    ui: { hidden: 0, atEnd: true, said: '', ...appearance() },
    act: {
      close: leave,
      send,
      write: conversation.setDraft,
      stop: conversation.stop,
      askForPerson: () => send(texts.personRequest),
      showNewest() {
        log.follow('end')
        paint()
      },
    },
    memory: new WeakMap(),
  }
  let drawn = view.state
  let isDrawing = false
  let isDue = false
  let rest: Rest | undefined
  /** Of fetching the rest: once at first, later only after a failure. */
  let again: ReturnType<typeof setTimeout> | undefined
  let isDestroyed = false

  function appearance() {
    const dark = options.theme === 'auto' ? scheme.matches : options.theme === 'dark'
    return toUi(options, conversation.state().config, texts, dark)
  }

  /**
   * Draws for the next picture, however often it is asked for, in two tasks: in one, a slow phone would be busy for too
   * long. At once where no pictures are made.
   */
  function paint(): void {
    isDue = true
    if (document.hidden) draw()
    else if (!isDrawing) {
      isDrawing = true
      setTimeout(() => {
        show()
        requestAnimationFrame(settle)
      })
    }
  }

  /** Draws everything anew, as the page and the team want it now. */
  function refresh(): void {
    Object.assign(view.ui, appearance())
    view.memory = new WeakMap()
    paint()
  }

  function send(text = conversation.state().draft): void {
    const refusal = conversation.send(text)
    if (refusal) {
      // What the page sends is not lost either.
      if (!conversation.state().draft) conversation.setDraft(text)
      rest?.refuse(refusal)
    } else log.follow('answer')
    // What was sent leaves the field before the next key comes: a composition that began there would keep it.
    show()
    paint()
  }

  function draw(): void {
    show()
    settle()
  }

  /** Puts what there is to see into the page. */
  function show(): void {
    if (isDestroyed) return
    const before = view.state
    const focused = root.activeElement
    view.state = conversation.state()
    if (view.state.config !== before.config) refresh()
    rest?.beforeDraw(before)
    isDue = false
    render(drawPanel(view), place)
    // What was pressed may be gone: the keyboard must not be left on nothing.
    if (focused && !root.activeElement) takeFocus(place)
  }

  /** Has the page laid out, and what depends on where things are then. */
  function settle(): void {
    isDrawing = false
    if (isDestroyed) return
    const before = drawn
    drawn = view.state
    if (drawn.draft !== before.draft) fitHeight(place.querySelector('#input'))
    log.update()
    rest?.afterDraw(before)
    noticeEnd()
    if (isDue) paint()
  }

  function noticeEnd(): void {
    if (view.ui.atEnd === log.isAtEnd()) return
    view.ui.atEnd = !view.ui.atEnd
    paint()
  }

  function leave(): void {
    showing?.close()
    host.onClose()
  }

  /** Fetches the rest of the panel, again and again until it is there. */
  async function fetchRest(): Promise<void> {
    try {
      const { startRest } = await host.fetchRest()
      if (isDestroyed) return
      rest = startRest(
        { shared, ...host, ...deps, conversation, place, scroll, view, draw },
        options.formality,
      )
      root.adoptedStyleSheets.push(rest.sheet)
      view.extras = rest.extras
      refresh()
    } catch {
      if (!isDestroyed) again = setTimeout(fetchRest, restAgainAfter)
    }
  }

  sheet.replaceSync(css)
  root.adoptedStyleSheets.push(sheet)
  place.className = 'place'
  root.append(place)
  show()
  const panel = place.firstElementChild
  const scroll = place.querySelector('.scroll') as HTMLElement
  const log = createFollowLog(scroll, noticeEnd)
  const showing = panel instanceof HTMLDialogElement ? createShowPanel(panel, leave) : null
  if (showing) listenForEscape(place, leave)
  keepFromPage(root)
  scheme.addEventListener('change', refresh)
  if (options.identity !== undefined) conversation.identify(options.identity)

  return {
    open() {
      showing?.open()
      void conversation.load()
      paint()
      again ??= setTimeout(fetchRest)
    },
    close: () => showing?.close(),
    send,
    identify: conversation.identify,
    destroy() {
      isDestroyed = true
      clearTimeout(again)
      conversation.destroy()
      rest?.end()
      showing?.destroy()
      scheme.removeEventListener('change', refresh)
      render(null, place)
      place.remove()
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter(
        other => other !== sheet && other !== rest?.sheet,
      )
    },
  }
}
