import type { VNode } from 'preact'
import { drawTool } from './draw-icon.tsx'
import { closeIcon } from './icons.ts'
import type { PanelProps } from './panel-props.ts'
import { drawBadge, drawFace } from './speaker.tsx'

/** The team's name, that it is an AI, and what can be done with the whole conversation. */
export function drawHead(view: PanelProps): VNode {
  const { state, texts, ui, act, extras } = view
  const agents = state.config?.agents ?? []
  return (
    <div class="head">
      <div class="faces">{agents.slice(0, 3).map(drawFace)}</div>
      <div>
        <h2 id="title" tabIndex={-1}>
          {ui.title}
        </h2>
        <p>
          {drawBadge(view)}
          {agents.map(({ name }) => name).join(' · ')}
        </p>
      </div>
      {extras?.drawMenu(view)}
      {ui.mode === 'bubble' && drawTool(closeIcon, texts.close, act.close)}
    </div>
  )
}
