import { Choices } from './choices.tsx'
import { Composer } from './composer.tsx'
import { Head } from './head.tsx'
import { Intro } from './intro.tsx'
import { drawMessage } from './messages.tsx'
import type { PanelProps } from './panel-props.ts'

/** The whole panel, from plain data. It knows no network and keeps nothing. */
export function PanelView(view: PanelProps) {
  const { state, texts, ui, act } = view
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
      <Head {...view} />
      {/* biome-ignore lint/a11y: what scrolls takes the keyboard's focus; a landmark of its own would be one too many */}
      <div class="scroll" tabIndex={0} role="group" aria-label={texts.conversation}>
        <Intro {...view} />
        {state.history === 'failed' && (
          <div class="card" role="status">
            <p>{texts.historyFailed}</p>
            <div>
              <button type="button" class="chip" onClick={act.load}>
                {texts.retry}
              </button>
            </div>
          </div>
        )}
        <div class="log" role="log" aria-live={ui.isQuiet ? 'off' : 'polite'} aria-label={texts.messages}>
          {state.messages.slice(ui.hidden).map(message => drawMessage(message, view))}
        </div>
        <Choices {...view} />
      </div>
      <p class="hidden" role="status">
        {ui.said}
      </p>
      <Composer {...view} />
    </Tag>
  )
}
