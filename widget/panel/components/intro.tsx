import type { ComponentChildren } from 'preact'
import { drawIcon } from './draw-icon.tsx'
import { sendIcon } from './icons.ts'
import type { PanelProps } from './panel-props.ts'
import { drawFace } from './speaker.tsx'

/** Before the first message: that an AI answers, who is there, and questions to begin with. */
export function drawIntro({ state, texts, ui, act }: PanelProps): ComponentChildren[] {
  const { config, history, messages } = state
  const isLoading = history === 'loading'
  const isEmpty = !messages.length && !isLoading
  return [
    <div class="intro">
      {isEmpty && <p class="welcome">{ui.welcome}</p>}
      <p class="notice" id="notice">
        <span class="ai" aria-hidden="true">
          {texts.badge}
        </span>
        {texts.notice}
      </p>
      {isEmpty && (
        <ul class="team" aria-label={texts.members}>
          {config?.agents.map(agent => (
            <li>
              {drawFace(agent)}
              <div>
                <b>{agent.name}</b>
                <p class="small">{agent.description}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>,
    isLoading && !messages.length && <p class="small">{texts.historyLoading}</p>,
    isEmpty && ui.suggestions.length > 0 && (
      <div class="starters">
        <h3 class="small">{texts.suggestions}</h3>
        {ui.suggestions.map(text => (
          // biome-ignore lint/a11y/useButtonType: it stands in no form
          <button class="chip" onClick={() => act.send(text)}>
            {text}
            {drawIcon(sendIcon)}
          </button>
        ))}
      </div>
    ),
  ]
}
