import { createApi } from './api.js'
import { createChat } from './chat.js'
import { chooseLanguage } from './choose-language.js'
import { button, icon } from './element.js'
import { textsFor } from './texts.js'
import { createVisitor } from './visitor.js'

/** @typedef {ReturnType<typeof createChat>} Chat */
/** @typedef {Promise<import('../../../../contract/widget-config.ts').WidgetConfig | null>} LoadingConfig */

const openIcon = 'M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z'

/** Below this width the panel takes the whole screen, and the page behind it is out of reach. */
const phone = '(max-width: 767px)'

/** How long the panel may wait to learn its language, in milliseconds. */
const longestWait = 1000

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
  const page = document.documentElement.lang
  const { language: browser } = navigator
  let language = chooseLanguage({ page, browser })
  const screen = window.matchMedia(phone)
  const api = createApi({
    fetch: (input, init) => fetch(input, init),
    base,
    language: () => language,
    isOnline: () => navigator.onLine,
    now: () => Date.now(),
  })
  /** @type {LoadingConfig | null} */
  let config = null
  /** @type {Chat | null} */
  let chat = null

  const launcher = button({ class: 'chat-launcher', 'aria-expanded': 'false' }, open, icon(openIcon))
  nameLauncher()

  function nameLauncher() {
    launcher.title = textsFor(language).open
    launcher.setAttribute('aria-label', launcher.title)
  }

  /** @param {LoadingConfig} config */
  function build(config) {
    const visitor = createVisitor({ storage: () => window.sessionStorage, crypto })
    const built = createChat({ api, visitor, config, texts: textsFor(language), onClose: close })
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
    if (chat) return show(chat)
    if (config) return
    config = api.loadConfig()
    // At once wherever possible: a phone brings its keyboard up only while the press is being handled.
    if (page.trim()) begin(config)
    else awaitTeamLanguage(config)
  }

  /** A page that does not say its language waits, but not for long, for the team's. @param {LoadingConfig} config */
  async function awaitTeamLanguage(config) {
    const team = await Promise.race([config, new Promise(done => setTimeout(done, longestWait, null))])
    language = chooseLanguage({ page, team: team?.language, browser })
    nameLauncher()
    begin(config)
  }

  /** @param {LoadingConfig} config */
  function begin(config) {
    chat = build(config)
    show(chat)
    chat.start()
  }

  /** @param {Chat} shown */
  function show(shown) {
    shown.panel.hidden = false
    launcher.hidden = true
    launcher.setAttribute('aria-expanded', 'true')
    coverPage()
    shown.input.focus()
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
