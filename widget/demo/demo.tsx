import { render } from 'preact'
import type { WidgetOptions } from '../contract.ts'
import { fitHeight } from '../panel/components/composer.tsx'
import type { PanelActions, PanelProps } from '../panel/components/panel-props.ts'
import { toUi } from '../panel/components/panel-ui.ts'
import { drawPanel } from '../panel/components/panel-view.tsx'
import type { Deeds } from '../panel/conversation/follow-up.ts'
import { createExtras } from '../panel/rest/extras.tsx'
import { createMarks } from '../panel/rest/marks.ts'
import restCss from '../panel/rest/rest.css?inline'
import panelCss from '../panel/styles/panel.css?inline'
import { textsFor as english } from '../texts/en.ts'
import { textsFor as englishRest } from '../texts/en-rest.ts'
import { textsFor as french } from '../texts/fr.ts'
import { textsFor as frenchRest } from '../texts/fr-rest.ts'
import pageCss from './demo.css?inline'
import { type DemoState, demoConversation, demoNow, demoStates } from './states.ts'

function toSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

const panelSheets = [panelCss, restCss].map(toSheet)
const nothing = () => {}

/** The pictures are looked at; nothing in them leads anywhere. */
const actions: PanelActions = {
  close: nothing,
  send: nothing,
  write: nothing,
  stop: nothing,
  askForPerson: nothing,
  showNewest: nothing,
}
const deeds: Deeds = {
  edit: nothing,
  retry: nothing,
  rate: async () => {},
  loadOlder: async () => {},
}

/** Everything the panel's components need for one picture. */
function toProps(state: DemoState, isDark: boolean): PanelProps {
  const { language = 'fr', formality = 'tu', mode = 'bubble', primary } = state
  const texts =
    language === 'en'
      ? { ...english(formality), ...englishRest(formality) }
      : { ...french(formality), ...frenchRest(formality) }
  const conversation = { ...demoConversation, ...state.conversation }
  const options: WidgetOptions = {
    apiUrl: '',
    language,
    formality,
    mode,
    theme: 'auto',
    position: 'right',
    texts: {},
    colours: primary ? { primary } : {},
  }
  const dark = state.theme ? state.theme === 'dark' : isDark
  const ui = {
    ...toUi(options, conversation.config, texts, dark),
    hidden: 0,
    atEnd: state.atEnd ?? true,
    said: '',
  }
  const marks = createMarks({ texts, deeds, messages: () => [], redraw: nothing }, state.rated)
  const extras = createExtras({
    texts,
    deeds,
    marks,
    newConversation: nothing,
    load: nothing,
    redraw: nothing,
  })
  return { state: conversation, texts, ui, act: actions, now: demoNow, memory: new WeakMap(), extras }
}

/** Draws one state in a shadow root of its own, as a page's widget has it. */
function drawState(root: ShadowRoot, state: DemoState, isDark: boolean): void {
  render(drawPanel(toProps(state, isDark)), root)
  const panel = root.querySelector<HTMLElement>('.panel')
  panel?.toggleAttribute('open', true)
  // Beside its title: twenty-five panels of one name would be one landmark to a screen reader.
  panel?.setAttribute('aria-label', state.title)
  panel?.removeAttribute('aria-labelledby')
  fitHeight(root.querySelector('textarea'))
}

/** A frame with a title, and the shadow root in it. */
function createFigure({ id, title, direction }: DemoState): { figure: HTMLElement; root: ShadowRoot } {
  const figure = document.createElement('figure')
  const caption = document.createElement('figcaption')
  const stage = document.createElement('div')
  const host = document.createElement('div')
  figure.id = id
  caption.textContent = title
  stage.className = 'stage'
  if (direction) stage.dir = direction
  stage.append(host)
  figure.append(caption, stage)
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = panelSheets
  return { figure, root }
}

/** Fills the page with every state, light or dark as the visitor's system is; `#welcome,dark` shows some. */
function drawPage(): void {
  document.adoptedStyleSheets = [toSheet(pageCss)]
  const page = document.createElement('main')
  const header = document.createElement('header')
  const title = document.createElement('h1')
  title.textContent = document.title
  header.append(title)
  document.body.replaceChildren(header, page)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const only = location.hash.slice(1).split(',').filter(Boolean)
  const shown = demoStates.filter(({ id }) => !only.length || only.includes(id))
  const roots = shown.map(state => {
    const { figure, root } = createFigure(state)
    page.append(figure)
    return { state, root }
  })
  const draw = () => {
    for (const { state, root } of roots) drawState(root, state, dark.matches)
  }
  dark.addEventListener('change', draw)
  draw()
  for (const { state, root } of roots) {
    if (state.press) root.querySelector<HTMLElement>(state.press)?.click()
    const scroll = root.querySelector('.scroll')
    const { length } = state.conversation.messages ?? []
    scroll?.scrollTo(0, length ? scroll.scrollHeight : 0)
  }
}

drawPage()
