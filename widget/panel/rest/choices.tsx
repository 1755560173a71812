import type { ComponentChildren } from 'preact'
import type { Texts } from '../../texts/texts.ts'
import type { PanelProps } from '../components/panel-props.ts'
import { drawFace } from '../components/speaker.tsx'
import { choicesOf } from './choices-of.ts'

/** One button for each specialist that the last answer asks to choose from. */
export function drawChoices({ state, act }: PanelProps, texts: Texts): ComponentChildren {
  const agents = choicesOf(state.messages.at(-1), state.config?.agents ?? [])
  if (!agents.length) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, these are answers
    <div class="choices" role="group" aria-label={texts.choices}>
      {agents.map(agent => (
        <button type="button" class="chip" onClick={() => act.send(agent.name)}>
          {drawFace(agent)}
          {agent.name}
        </button>
      ))}
    </div>
  )
}
