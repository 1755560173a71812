import { render } from 'preact'
import type { MountPanel } from '../contract.ts'
import { fitHeight } from './components/composer.tsx'
import { createMemory, type PanelUi } from './components/panel-props.ts'
import { initialUi, messagesAtOnce, toAppearance } from './components/panel-ui.ts'
import { PanelView } from './components/panel-view.tsx'
import { speakerOf } from './components/speaker.tsx'
import { createBrowserDeps } from './conversation/browser-deps.ts'
import { createConversation } from './conversation/conversation.ts'
import type { ConversationState } from './conversation/conversation-state.ts'
import { isArriving } from './conversation/message.ts'
import { keepFromPage, listenForDismissal } from './dismiss.ts'
import { createFollowLog } from './follow-log.ts'
import { createPainter } from './painter.ts'
import { createActions } from './panel-actions.ts'
import { createShowPanel, takeFocus } from './show-panel.ts'
import { statusKey, statusText } from './spoken-status.ts'
import css from './styles/panel.css?inline'

/** How near to the oldest message drawn the visitor scrolls before older ones are drawn, in CSS pixels. */
const nearTop = 600
/** How long what a screen reader was told stays, in milliseconds: longer, and it would be read twice by who looks around. */
const saidFor = 5000
/** How often a countdown is drawn, in milliseconds. */
const tickEvery = 250

/** The panel in its shadow root: the conversation, drawn at most once a picture, and what the visitor does with it. */
export const mountPanel: MountPanel = host => {
  const { root, options, texts } = host
  const conversation = createConversation(createBrowserDeps(host))
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  const place = document.createElement('div')
  const sheet = new CSSStyleSheet()
  const memory = createMemory()
  const painter = createPainter(draw)
  const act = createActions({
    conversation,
    texts,
    follow: what => log.follow(what),
    change,
    draw,
    close: leave,
  })
  let state = conversation.state()
  let ui: PanelUi = { ...initialUi, ...appearance() }
  let told = ''
  let said = ''
  let hush: ReturnType<typeof setTimeout> | undefined
  let tick: ReturnType<typeof setTimeout> | undefined
  let isDestroyed = false

  function appearance() {
    const dark = options.theme === 'auto' ? scheme.matches : options.theme === 'dark'
    return toAppearance(options, state.config, texts, dark)
  }

  function change(patch: Partial<PanelUi>): void {
    ui = { ...ui, ...patch }
    painter.paint()
  }

  /** Takes in what happened since the last picture. */
  function update(): void {
    const before = state
    state = conversation.state()
    const { config, messages } = state
    if (config !== before.config) ui = { ...ui, ...appearance() }
    const first = messages.findIndex(({ key }) => key === before.messages[0]?.key)
    ui.hidden = first < 0 ? Math.max(0, messages.length - messagesAtOnce) : ui.hidden + first
    const view = { state, texts, ui, now: Date.now() }
    const key = statusKey(view)
    if (key !== told) ui.said = statusText(view)
    told = key
  }

  /** Has a screen reader read out the answer that is complete since the picture before: once, whole. History is not. */
  function readOut({ messages, history }: ConversationState): void {
    const at = state.messages.findLastIndex(({ role }) => role === 'assistant')
    const answer = state.messages[at]
    if (!answer || isArriving(answer) || history !== state.history) return
    const was = messages.findLast(({ key }) => key === answer.key)
    if (was && !isArriving(was)) return
    const { name } = speakerOf({ state, ui }, answer.agent)
    const element = place.querySelectorAll('.message')[at - ui.hidden]?.querySelector<HTMLElement>('.text')
    // biome-ignore lint/performance/useDomNodeTextContent: the ends of lines are heard, and this is once an answer
    const text = element?.innerText ?? ''
    change({ said: `${name}, ${texts.badge}. ${text}` })
  }

  function renderPanel(now = Date.now()): void {
    render(<PanelView state={state} texts={texts} ui={ui} act={act} now={now} memory={memory} />, place)
  }

  function draw(): void {
    if (isDestroyed) return
    const before = state
    const focused = root.activeElement
    const now = Date.now()
    update()
    renderPanel(now)
    if (state.draft !== before.draft) fitHeight(place.querySelector('#input'))
    // What was pressed may be gone: the keyboard must not be left on nothing.
    if (focused && !root.activeElement) takeFocus(place)
    readOut(before)
    log.update()
    if (state.messages.length > before.messages.length) showOlder()
    if (ui.atEnd !== log.isAtEnd()) change({ atEnd: !ui.atEnd })
    if (ui.said !== said) {
      said = ui.said
      clearTimeout(hush)
      hush = setTimeout(() => change({ said: '' }), saidFor)
    }
    clearTimeout(tick)
    if (state.messages.some(({ failure }) => failure?.retry_at && failure.retry_at > now)) {
      tick = setTimeout(painter.paint, tickEvery)
    }
  }

  /** Near the top, draws older messages above those that are there, which stay where they are; or asks for them. */
  function showOlder(): void {
    const { scrollTop, scrollHeight } = scroll
    if (scrollTop >= nearTop) return
    if (!ui.hidden) return void conversation.loadOlder()
    ui.hidden = Math.max(0, ui.hidden - messagesAtOnce)
    draw()
    scroll.scrollTop = scrollTop + scroll.scrollHeight - scrollHeight
  }

  function onScroll(): void {
    showOlder()
    if (ui.atEnd !== log.isAtEnd()) change({ atEnd: !ui.atEnd })
  }

  function leave(): void {
    if (options.mode === 'inline') return
    showing?.close()
    host.onClose()
  }

  const onScheme = () => change(appearance())

  sheet.replaceSync(css)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  place.className = 'place'
  root.append(place)
  renderPanel()
  const panel = place.firstElementChild
  const scroll = place.querySelector('.scroll') as HTMLElement
  const log = createFollowLog(scroll, onScroll)
  const showing = panel instanceof HTMLDialogElement ? createShowPanel(panel, leave) : null
  const endConversation = conversation.subscribe(painter.paint)
  listenForDismissal(place, leave)
  keepFromPage(root)
  scheme.addEventListener('change', onScheme)
  if (options.identity !== undefined) conversation.identify(options.identity)

  return {
    open() {
      showing?.open()
      void conversation.load()
      painter.paint()
    },
    close: () => showing?.close(),
    send: act.send,
    identify: conversation.identify,
    destroy() {
      isDestroyed = true
      painter.end()
      clearTimeout(tick)
      clearTimeout(hush)
      endConversation()
      conversation.destroy()
      log.destroy()
      showing?.destroy()
      scheme.removeEventListener('change', onScheme)
      render(null, place)
      place.remove()
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter(other => other !== sheet)
    },
  }
}
