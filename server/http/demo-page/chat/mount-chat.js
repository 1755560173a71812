import { createApi } from './api.js'
import { createChat } from './chat.js'
import { button, icon } from './element.js'
import { textsFor } from './texts.js'
import { createVisitor } from './visitor.js'

const openIcon = 'M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z'

/** Below this width the panel takes the whole screen, and the page behind it is out of reach. */
const phone = '(max-width: 767px)'

/** Ties the panel to the phone's visible area, which the keyboard makes smaller. @param {HTMLElement} panel */
function followViewport(panel) {
  const viewport = window.visualViewport
  if (!viewport) return
  const update = () => {
    panel.style.setProperty('--visible-height', `${viewport.height}px`)
    panel.style.setProperty('--visible-top', `${viewport.offsetTop}px`)
  }
  viewport.addEventListener('resize', update)
  viewport.addEventListener('scroll', update)
  update()
}

/**
 * Puts the round button on the page. Until the visitor presses it nothing is asked of the server and nothing is
 * stored in the browser.
 * @param {{ base: URL }} options `base`: the address of `api/`
 */
export function mountChat({ base }) {
  const texts = textsFor(document.documentElement.lang)
  const screen = window.matchMedia(phone)
  /** @type {ReturnType<typeof createChat> | null} */
  let chat = null

  const launcher = button(
    { class: 'chat-launcher', 'aria-label': texts.open, title: texts.open, 'aria-expanded': 'false' },
    open,
    icon(openIcon),
  )

  function build() {
    const api = createApi({
      fetch: (input, init) => fetch(input, init),
      base,
      language: () => document.documentElement.lang,
      isOnline: () => navigator.onLine,
      now: () => Date.now(),
    })
    const visitor = createVisitor({ storage: () => window.sessionStorage, crypto })
    const built = createChat({ api, visitor, texts, onClose: close })
    document.body.append(built.panel)
    launcher.setAttribute('aria-controls', built.panel.id)
    followViewport(built.panel)
    return built
  }

  /** On a phone the panel is alone: what is behind it takes no focus and does not scroll. */
  function coverPage() {
    if (!chat) return
    const alone = !chat.panel.hidden && screen.matches
    chat.panel.setAttribute('aria-modal', String(alone))
    document.documentElement.classList.toggle('chat-alone', alone)
    for (const node of document.body.children) {
      if (node !== chat.panel) node.toggleAttribute('inert', alone)
    }
  }

  function open() {
    const first = chat === null
    chat ??= build()
    chat.panel.hidden = false
    launcher.hidden = true
    launcher.setAttribute('aria-expanded', 'true')
    coverPage()
    chat.input.focus()
    if (first) chat.start()
  }

  function close() {
    if (!chat) return
    chat.panel.hidden = true
    launcher.hidden = false
    launcher.setAttribute('aria-expanded', 'false')
    coverPage()
    launcher.focus()
  }

  /** From inside the panel, or from nowhere: where the focus is when what held it has gone. @param {KeyboardEvent} event */
  function closeOnEscape(event) {
    if (event.key !== 'Escape' || event.isComposing || !chat || chat.panel.hidden) return
    const { activeElement } = document
    if (activeElement === document.body || chat.panel.contains(activeElement)) close()
  }

  document.addEventListener('keydown', closeOnEscape)
  screen.addEventListener('change', coverPage)
  document.body.append(launcher)
  for (const opener of document.querySelectorAll('[data-open-chat]')) opener.addEventListener('click', open)
}
