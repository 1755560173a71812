import { type ComponentChildren, Fragment, type VNode } from 'preact'
import { isArriving } from '../conversation/message.ts'
import { drawComposer } from './composer.tsx'
import { drawHead } from './head.tsx'
import { drawIntro } from './intro.tsx'
import { drawMessage } from './messages.tsx'
import type { PanelProps } from './panel-props.ts'

/** A part of the panel, made anew only when what it depends on beside the memory changed: the very same fragment is not compared. */
function keep(view: PanelProps, draw: (view: PanelProps) => ComponentChildren, depends = ''): VNode {
  const { memory } = view
  const last = memory.get(draw) as (VNode & { props: { depends?: string } }) | undefined
  if (last?.props.depends === depends) return last
  const part = <Fragment {...{ depends }}>{draw(view)}</Fragment>
  memory.set(draw, part)
  return part
}

/** The whole panel, from plain data. It knows no network and keeps nothing. */
export function drawPanel(view: PanelProps): VNode {
  const { state, texts, ui, extras } = view
  const { messages, history, draft } = state
  const isEmpty = !messages.length
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
      {keep(view, drawHead)}
      {/* biome-ignore lint/a11y: what scrolls takes the keyboard's focus; a landmark of its own would be one too many */}
      <div class="scroll" tabIndex={0} role="group" aria-label={texts.conversation}>
        {keep(view, drawIntro, history + isEmpty)}
        {extras?.drawTrouble(view)}
        {/* Not live: what is new is read out by the status line, each answer once and whole. */}
        <div class="log" role="log" aria-live="off" aria-label={texts.messages}>
          {messages.slice(ui.hidden).map(message => drawMessage(message, view))}
        </div>
        {extras?.drawChoices(view)}
      </div>
      <p class="hidden" role="status">
        {ui.said}
      </p>
      {keep(view, drawComposer, [isEmpty, ui.atEnd, messages.some(isArriving), draft].join())}
    </Tag>
  )
}
