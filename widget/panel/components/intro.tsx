import { Icon } from './icon.tsx'
import type { PanelProps } from './panel-props.ts'
import { Face } from './speaker.tsx'

/** Before the first message: that an AI answers, who is there, and questions to begin with. */
export function Intro({ state, texts, ui, act }: PanelProps) {
  const isLoading = state.history === 'loading'
  const isEmpty = !state.messages.length && !isLoading
  return (
    <>
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
            {state.config?.agents.map(agent => (
              <li>
                <Face of={agent} />
                <div>
                  <b>{agent.name}</b>
                  <p class="small">{agent.description}</p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      {isLoading && !state.messages.length && <p class="small">{texts.historyLoading}</p>}
      {isEmpty && ui.suggestions.length > 0 && (
        <div class="starters">
          <h3 class="small">{texts.suggestions}</h3>
          {ui.suggestions.map(text => (
            <button type="button" class="chip" onClick={() => act.send(text)}>
              {text}
              <Icon name="send" />
            </button>
          ))}
        </div>
      )}
    </>
  )
}
