import type { RestTexts, Texts } from '../../texts/texts.ts'
import type { Message } from '../conversation/conversation-state.ts'
import { createFollowUp } from '../conversation/follow-up.ts'
import type { Rest, RestDeps } from '../rest-contract.ts'
import { createAroundDrawing } from './around-drawing.ts'
import { createTabs, lock, network } from './browser.ts'
import { createExtras } from './extras.tsx'
import { createMarks } from './marks.ts'
import { listenForMenu } from './menu.tsx'
import { linkPanel } from './panel-link.ts'
import css from './rest.css?inline'

/** Adds what the panel does not need until a first answer is read. */
export function startRest(deps: RestDeps, restTexts: RestTexts): Rest {
  const { conversation, options, place, view, onChange: paint } = deps
  const { newConversation } = conversation
  const texts: Texts = { ...view.texts, ...restTexts, ...options.texts }
  const sheet = new CSSStyleSheet()
  linkPanel(deps.shared)
  sheet.replaceSync(css)
  listenForMenu(place)
  const { random } = Math
  const deeds = conversation.takeUp(core =>
    createFollowUp(core, { ...deps, random, tabs: createTabs(), lock, network, texts }),
  )
  /** Draws these messages anew, and tells a screen reader. */
  function redraw(messages: readonly Message[], said = view.ui.said): void {
    for (const message of messages) view.memory.delete(message)
    view.ui.said = said
    paint()
  }
  const messages = () => conversation.state().messages
  const marks = createMarks({ texts, deeds, messages, redraw })
  const load = () => void conversation.load()
  return {
    ...createAroundDrawing({ ...deps, texts, paint, loadOlder: deeds.loadOlder }),
    extras: createExtras({ texts, deeds, marks, newConversation, load, redraw }),
    sheet,
    refuse: refusal => redraw([], texts[`failure_${refusal}`]),
  }
}
