import { choicesOf } from './choices-of.ts'
import type { PanelProps } from './panel-props.ts'
import { Face } from './speaker.tsx'

/** One button for each specialist that the last answer asks to choose from. */
export function Choices({ state, texts, act }: PanelProps) {
  const agents = choicesOf(state.messages.at(-1), state.config?.agents ?? [])
  if (!agents.length) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, these are answers
    <div class="choices" role="group" aria-label={texts.choices}>
      {agents.map(agent => (
        <button type="button" class="chip" onClick={() => act.send(agent.name)}>
          <Face of={agent} />
          {agent.name}
        </button>
      ))}
    </div>
  )
}
