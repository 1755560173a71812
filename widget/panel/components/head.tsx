import { Icon } from './icon.tsx'
import type { PanelProps } from './panel-props.ts'
import { Face } from './speaker.tsx'

/** The team's name, that it is an AI, and what can be done with the whole conversation. */
export function Head({ state, texts, ui, act }: PanelProps) {
  const agents = state.config?.agents ?? []
  /** The menu closes by what is chosen from it. */
  const then = (deed: () => void) => (event: Event) => {
    ;(event.currentTarget as Element).closest('.more')?.removeAttribute('open')
    deed()
  }
  return (
    <div class="head">
      <div class="faces">
        {agents.slice(0, 3).map(agent => (
          <Face of={agent} />
        ))}
      </div>
      <div>
        <h2 id="title" tabIndex={-1}>
          {ui.title}
        </h2>
        <p>
          <abbr class="ai" title={texts.badgeMeaning}>
            {texts.badge}
          </abbr>
          {agents.map(({ name }) => name).join(' · ')}
        </p>
      </div>
      <details class="more">
        <summary class="tool" aria-label={texts.menu} title={texts.menu}>
          <Icon name="menu" />
        </summary>
        <div class="menu">
          {/* In two steps: what is left cannot be opened again. */}
          <details>
            <summary>
              <Icon name="fresh" />
              {texts.newConversation}
            </summary>
            <button type="button" class="chip" onClick={then(act.newConversation)}>
              {texts.leave}
            </button>
          </details>
          <button type="button" onClick={then(act.askForPerson)}>
            <Icon name="person" />
            {texts.person}
          </button>
        </div>
      </details>
      {ui.mode === 'bubble' && (
        <button type="button" class="tool" aria-label={texts.close} title={texts.close} onClick={act.close}>
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}
