import type { WidgetAgent } from '../../../contract/widget-config.ts'
import type { PanelProps } from './panel-props.ts'

type Speaker = Pick<WidgetAgent, 'name'> & Partial<WidgetAgent>

/** Who speaks: a specialist, or the team for `escalate` and while nobody is chosen. */
export function speakerOf({ state, ui }: Pick<PanelProps, 'state' | 'ui'>, agent: string | null): Speaker {
  return state.config?.agents.find(({ id }) => id === agent) ?? { name: ui.title }
}

/** Her emoji in a ring of her colour. Decoration: her name stands beside it. */
export const Face = ({ of }: { of: Speaker }) => (
  <span class="face" style={{ '--c': of.colour ?? '' }} aria-hidden="true">
    {of.emoji ?? '🤝'}
  </span>
)
