import type { VNode } from 'preact'
import { drawComposer } from './composer.tsx'
import { drawHead } from './head.tsx'
import { drawIntro } from './intro.tsx'
import { drawMessage } from './messages.tsx'
import type { PanelProps } from './panel-props.ts'

/** The whole panel, from plain data. It knows no network and keeps nothing. */
export function drawPanel(view: PanelProps): VNode {
  const { state, texts, ui, extras } = view
  const Tag = ui.mode === 'inline' ? 'section' : 'dialog'
  return (
    <Tag
      class={`panel ${ui.mode} ${ui.position}${ui.dark ? ' dark' : ''}`}
      style={ui.colours}
      lang={texts.language}
      dir="ltr"
      tabIndex={-1}
      aria-labelledby="title"
      aria-describedby="notice"
    >
      {drawHead(view)}
      {/* biome-ignore lint/a11y: what scrolls takes the keyboard's focus; a landmark of its own would be one too many */}
      <div class="scroll" tabIndex={0} role="group" aria-label={texts.conversation}>
        {drawIntro(view)}
        {extras?.drawTrouble(view)}
        {/* Not live: what is new is read out by the status line, each answer once and whole. */}
        <div class="log" role="log" aria-live="off" aria-label={texts.messages}>
          {state.messages.slice(ui.hidden).map(message => drawMessage(message, view))}
        </div>
        {extras?.drawChoices(view)}
      </div>
      <p class="hidden" role="status">
        {ui.said}
      </p>
      {drawComposer(view)}
    </Tag>
  )
}
