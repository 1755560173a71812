import type { VNode } from 'preact'
import type { WidgetAgent } from '../../../contract/widget-config.ts'
import type { PanelProps } from './panel-props.ts'

type Speaker = Pick<WidgetAgent, 'name'> & Partial<WidgetAgent>

/** Who speaks: a specialist, or the team for `escalate` and while nobody is chosen. */
export const speakerOf = ({ state, ui }: Pick<PanelProps, 'state' | 'ui'>, agent: string | null): Speaker =>
  state.config?.agents.find(({ id }) => id === agent) ?? { name: ui.title }

/** Her emoji in a ring of her colour. Decoration: her name stands beside it. */
export const drawFace = ({ colour, emoji }: Speaker): VNode => (
  <span class="face" style={{ '--c': colour ?? '' }} aria-hidden="true">
    {emoji ?? '🤝'}
  </span>
)

/** That an AI speaks. */
export const drawBadge = ({ texts }: PanelProps): VNode => (
  <abbr class="ai" title={texts.badgeMeaning}>
    {texts.badge}
  </abbr>
)
